package io.spanweir.exporter.zipkin;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.exporter.json.JsonBytes;
import java.util.Arrays;

/**
 * Writes OTLP spans as Zipkin's {@code zipkin.proto3.ListOfSpans}, bytes to bytes: size first, then
 * bytes. One thread; reusable; see {@link ZipkinSpan} for what becomes of what.
 */
public final class ZipkinProto extends ZipkinWriter {
  private static final int FIRST_BYTES = 64 << 10;
  private static final int KEPT_BYTES_MAX = 16 << 20;
  private static final int ID_FIELD_BYTES = 2 + Long.BYTES;
  private static final int TIME_FIELD_BYTES = 1 + Long.BYTES;

  private static final int SPANS = lengthDelimited(1);
  private static final int TRACE_ID = lengthDelimited(1);
  private static final int PARENT_ID = lengthDelimited(2);
  private static final int ID = lengthDelimited(3);
  private static final int KIND = 4 << 3 | WireReader.VARINT;
  private static final int NAME = lengthDelimited(5);
  private static final int TIMESTAMP = 6 << 3 | WireReader.FIXED64;
  private static final int DURATION = 7 << 3 | WireReader.VARINT;
  private static final int LOCAL = lengthDelimited(8);
  private static final int REMOTE = lengthDelimited(9);
  private static final int ANNOTATIONS = lengthDelimited(10);
  private static final int TAGS = lengthDelimited(11);
  private static final int DEBUG = 12 << 3 | WireReader.VARINT;
  private static final int SHARED = 13 << 3 | WireReader.VARINT;

  private static final int SERVICE = lengthDelimited(1);
  private static final int IPV4 = lengthDelimited(2);
  private static final int IPV6 = lengthDelimited(3);
  private static final int PORT = 4 << 3 | WireReader.VARINT;

  private static final int ANNOTATION_TIME = 1 << 3 | WireReader.FIXED64;
  private static final int KEY = lengthDelimited(1);
  private static final int VALUE = lengthDelimited(2);

  private final int bytesMax;
  private final SpanWalk walk = new SpanWalk(this);
  private byte[] bytes = new byte[FIRST_BYTES];
  private int at;

  /**
   * @param bytesMax how long the list may get; past it {@link JsonBytes.TooLargeException} is
   *     thrown
   * @param nameless what a service is called whose resource has attributes but no name; empty for
   *     not at all
   */
  public ZipkinProto(int bytesMax, String nameless) {
    super(nameless);
    this.bytesMax = bytesMax;
  }

  private static int lengthDelimited(int number) {
    return number << 3 | WireReader.LENGTH_DELIMITED;
  }

  /**
   * Appends the rows of a batch.
   *
   * @return how many were left out because their bytes make no sense
   */
  public int spans(SpanBatch rows) {
    return walk.rows(rows);
  }

  /** What was written, from 0 to {@link #length}; another array after the next write. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return at;
  }

  /** Empty again; memory that one large list needed is let go. */
  public void clear() {
    if (bytes.length > KEPT_BYTES_MAX) {
      bytes = new byte[FIRST_BYTES];
    }
    at = 0;
  }

  /** A list is its spans, one behind the other. */
  @Override
  void begin() {}

  @Override
  void end() {}

  @Override
  void append(ZipkinSpan span) {
    long size = size(span);
    long wanted = at + OtlpWriter.fieldSize(SPANS, size);
    if (wanted > bytes.length) {
      if (wanted > bytesMax) {
        throw new JsonBytes.TooLargeException(bytesMax);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(bytesMax, Math.max(wanted, 2L * bytes.length)));
    }
    head(SPANS, size);
    id(TRACE_ID, span.traceHigh(), span.traceLow());
    id(PARENT_ID, 0, span.parent());
    id(ID, 0, span.id());
    varint(KIND, span.kind());
    text(NAME, span.name());
    time(TIMESTAMP, span.timestamp());
    varint(DURATION, span.duration());
    endpoint(LOCAL, span.local());
    endpoint(REMOTE, span.remote());
    annotations(span.annotations());
    tags(span.tags());
    varint(DEBUG, span.isDebug() ? 1 : 0);
    varint(SHARED, span.isShared() ? 1 : 0);
  }

  private static long size(ZipkinSpan span) {
    return (span.traceHigh() == 0 ? ID_FIELD_BYTES : ID_FIELD_BYTES + Long.BYTES)
        + (span.parent() == 0 ? 0 : ID_FIELD_BYTES)
        + ID_FIELD_BYTES
        + varintSize(KIND, span.kind())
        + textSize(NAME, span.name())
        + (span.timestamp() == 0 ? 0 : TIME_FIELD_BYTES)
        + varintSize(DURATION, span.duration())
        + fieldSize(LOCAL, span.local())
        + fieldSize(REMOTE, span.remote())
        + size(span.annotations())
        + size(span.tags())
        + (span.isDebug() ? 2 : 0)
        + (span.isShared() ? 2 : 0);
  }

  private static long varintSize(int tag, long value) {
    return value == 0 ? 0 : OtlpWriter.varintSize(tag) + OtlpWriter.varintSize(value);
  }

  private static long textSize(int tag, Text text) {
    return text.isEmpty() ? 0 : OtlpWriter.fieldSize(tag, text.length());
  }

  private static long fieldSize(int tag, Endpoint endpoint) {
    return endpoint.isEmpty() ? 0 : OtlpWriter.fieldSize(tag, size(endpoint));
  }

  private static long size(Endpoint endpoint) {
    return textSize(SERVICE, endpoint.service())
        + (endpoint.v4().isEmpty() ? 0 : OtlpWriter.fieldSize(IPV4, endpoint.v4().bytes().length))
        + (endpoint.v6().isEmpty() ? 0 : OtlpWriter.fieldSize(IPV6, endpoint.v6().bytes().length))
        + varintSize(PORT, endpoint.port());
  }

  private static long size(Annotations all) {
    long size = 0;
    for (int i = 0; i < all.size(); i++) {
      size += OtlpWriter.fieldSize(ANNOTATIONS, size(all, i));
    }
    return size;
  }

  private static long size(Annotations all, int i) {
    return TIME_FIELD_BYTES + OtlpWriter.fieldSize(VALUE, all.texts().length(i));
  }

  private static long size(Tags all) {
    long size = 0;
    for (int i = 0; i < all.size(); i++) {
      size += OtlpWriter.fieldSize(TAGS, size(all, i));
    }
    return size;
  }

  private static long size(Tags all, int i) {
    return OtlpWriter.fieldSize(KEY, all.keys().length(i))
        + OtlpWriter.fieldSize(VALUE, all.values().length(i));
  }

  private void head(int tag, long length) {
    at = OtlpWriter.writeHead(bytes, at, tag, (int) length);
  }

  private void id(int tag, long high, long low) {
    if ((high | low) != 0) {
      head(tag, high == 0 ? Long.BYTES : 2 * Long.BYTES);
      at = high == 0 ? at : OtlpWriter.writeId(bytes, at, high);
      at = OtlpWriter.writeId(bytes, at, low);
    }
  }

  private void varint(int tag, long value) {
    if (value != 0) {
      at = OtlpWriter.writeVarintField(bytes, at, tag, value);
    }
  }

  private void time(int tag, long micros) {
    if (micros != 0) {
      at = OtlpWriter.writeFixed64Field(bytes, at, tag, micros);
    }
  }

  private void raw(int tag, byte[] from, int offset, int count) {
    head(tag, count);
    System.arraycopy(from, offset, bytes, at, count);
    at += count;
  }

  private void text(int tag, Text text) {
    if (!text.isEmpty()) {
      raw(tag, text.bytes(), text.at(), text.length());
    }
  }

  private void text(int tag, TextList texts, int i) {
    raw(tag, texts.bytes(i), texts.at(i), texts.length(i));
  }

  private void endpoint(int tag, Endpoint endpoint) {
    if (!endpoint.isEmpty()) {
      head(tag, size(endpoint));
      text(SERVICE, endpoint.service());
      address(IPV4, endpoint.v4());
      address(IPV6, endpoint.v6());
      varint(PORT, endpoint.port());
    }
  }

  private void address(int tag, Address address) {
    if (!address.isEmpty()) {
      raw(tag, address.bytes(), 0, address.bytes().length);
    }
  }

  private void annotations(Annotations all) {
    for (int i = 0; i < all.size(); i++) {
      head(ANNOTATIONS, size(all, i));
      at = OtlpWriter.writeFixed64Field(bytes, at, ANNOTATION_TIME, all.micros(i));
      text(VALUE, all.texts(), i);
    }
  }

  private void tags(Tags all) {
    for (int i = 0; i < all.size(); i++) {
      head(TAGS, size(all, i));
      text(KEY, all.keys(), i);
      text(VALUE, all.values(), i);
    }
  }
}
