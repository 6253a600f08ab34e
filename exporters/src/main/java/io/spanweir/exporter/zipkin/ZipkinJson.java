package io.spanweir.exporter.zipkin;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.exporter.json.JsonBytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes OTLP spans as Zipkin's v2 JSON, bytes to bytes. One thread; reusable; see {@link
 * ZipkinSpan} for what becomes of what.
 */
public final class ZipkinJson extends ZipkinWriter {
  private static final byte[][] KINDS = {
    Text.NOTHING, ascii("CLIENT"), ascii("SERVER"), ascii("PRODUCER"), ascii("CONSUMER")
  };
  private static final byte[] TRACE_ID = ascii("{\"traceId\":\"");
  private static final byte[] PARENT_ID = ascii("\",\"parentId\":\"");
  private static final byte[] ID = ascii("\",\"id\":\"");
  private static final byte[] KIND = ascii(",\"kind\":\"");
  private static final byte[] NAME = ascii(",\"name\":");
  private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
  private static final byte[] DURATION = ascii(",\"duration\":");
  private static final byte[] LOCAL = ascii(",\"localEndpoint\":{");
  private static final byte[] REMOTE = ascii(",\"remoteEndpoint\":{");
  private static final byte[] SERVICE = ascii("\"serviceName\":");
  private static final byte[] IPV4 = ascii("\"ipv4\":");
  private static final byte[] IPV6 = ascii("\"ipv6\":");
  private static final byte[] PORT = ascii("\"port\":");
  private static final byte[] ANNOTATIONS = ascii(",\"annotations\":[");
  private static final byte[] ANNOTATION = ascii("{\"timestamp\":");
  private static final byte[] VALUE = ascii(",\"value\":");
  private static final byte[] TAGS = ascii(",\"tags\":{");
  private static final byte[] DEBUG = ascii(",\"debug\":true");
  private static final byte[] SHARED = ascii(",\"shared\":true");

  private final JsonBytes out;
  private final SpanWalk walk = new SpanWalk(this);
  private int first;

  /**
   * @param out where it is appended to
   * @param nameless what a service is called whose resource has attributes but no name; empty for
   *     not at all
   */
  public ZipkinJson(JsonBytes out, String nameless) {
    super(nameless);
    this.out = out;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Appends the rows of a batch as an array of spans.
   *
   * @return how many were left out because their bytes make no sense
   */
  public int spans(SpanBatch rows) {
    return walk.rows(rows);
  }

  @Override
  void begin() {
    out.put('[');
    first = out.length();
  }

  @Override
  void end() {
    out.put(']');
  }

  @Override
  void append(ZipkinSpan span) {
    comma(first);
    out.put(TRACE_ID);
    if (span.traceHigh() != 0) {
      out.hex(span.traceHigh());
    }
    out.hex(span.traceLow());
    if (span.parent() != 0) {
      out.put(PARENT_ID);
      out.hex(span.parent());
    }
    out.put(ID);
    out.hex(span.id());
    out.put('"');
    facts(span);
    endpoint(LOCAL, span.local());
    endpoint(REMOTE, span.remote());
    annotations(span.annotations());
    tags(span.tags());
    if (span.isDebug()) {
      out.put(DEBUG);
    }
    if (span.isShared()) {
      out.put(SHARED);
    }
    out.put('}');
  }

  private void facts(ZipkinSpan span) {
    if (span.kind() != 0) {
      out.put(KIND);
      out.put(KINDS[span.kind()]);
      out.put('"');
    }
    if (!span.name().isEmpty()) {
      out.put(NAME);
      string(span.name());
    }
    if (span.timestamp() != 0) {
      out.put(TIMESTAMP);
      out.number(span.timestamp());
    }
    if (span.duration() != 0) {
      out.put(DURATION);
      out.number(span.duration());
    }
  }

  private void string(Text text) {
    out.string(text.bytes(), text.at(), text.length());
  }

  private void endpoint(byte[] key, Endpoint endpoint) {
    if (endpoint.isEmpty()) {
      return;
    }
    out.put(key);
    int begin = out.length();
    text(begin, SERVICE, endpoint.service());
    text(begin, IPV4, endpoint.v4().text());
    text(begin, IPV6, endpoint.v6().text());
    if (endpoint.port() != 0) {
      comma(begin);
      out.put(PORT);
      out.number(endpoint.port());
    }
    out.put('}');
  }

  private void text(int begin, byte[] key, Text text) {
    if (!text.isEmpty()) {
      comma(begin);
      out.put(key);
      string(text);
    }
  }

  private void comma(int begin) {
    if (out.length() > begin) {
      out.put(',');
    }
  }

  private void annotations(Annotations all) {
    if (all.size() == 0) {
      return;
    }
    out.put(ANNOTATIONS);
    for (int place = 0, begin = out.length(); place < all.size(); place++) {
      int i = all.inOrder(place);
      if (i < 0) {
        continue;
      }
      comma(begin);
      out.put(ANNOTATION);
      out.number(all.micros(i));
      out.put(VALUE);
      string(all.texts(), i);
      out.put('}');
    }
    out.put(']');
  }

  private void tags(Tags all) {
    if (all.size() == 0) {
      return;
    }
    out.put(TAGS);
    for (int place = 0, begin = out.length(); place < all.size(); place++) {
      int i = all.inOrder(place);
      comma(begin);
      string(all.keys(), i);
      out.put(':');
      string(all.values(), i);
    }
    out.put('}');
  }

  private void string(TextList texts, int i) {
    out.string(texts.bytes(i), texts.at(i), texts.length(i));
  }
}
