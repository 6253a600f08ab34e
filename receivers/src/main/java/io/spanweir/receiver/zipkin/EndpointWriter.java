package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.AttributeSketch;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.zipkin.ZipkinSpan.Kind;
import java.nio.charset.StandardCharsets;

/**
 * Writes a span's endpoints as attributes. Where a tag has the attribute's key already, the tag
 * stays what it is, and another key says what the endpoint has, an empty text or a zero if it has
 * nothing: so whoever turns the span into Zipkin's again knows which is which.
 */
final class EndpointWriter {
  private static final byte[] REMOTE_SERVICE = ascii("zipkin.remote.service");
  private static final byte[] REMOTE_IP = ascii("zipkin.remote.ip");
  private static final byte[] REMOTE_IPV6 = ascii("zipkin.remote.ipv6");
  private static final byte[] REMOTE_PORT = ascii("zipkin.remote.port");
  private static final byte[] LOCAL_IP = ascii("zipkin.local.ip");
  private static final byte[] LOCAL_IPV6 = ascii("zipkin.local.ipv6");
  private static final byte[] LOCAL_PORT = ascii("zipkin.local.port");
  private static final byte[] NO_BYTES = {};

  /** Two addresses and a port are fewer. */
  private static final int WRITTEN_BYTES_MAX = 256;

  private final byte[] address = new byte[IpText.BYTES_MAX];

  /** The local endpoint that was written last, and its attributes. */
  private final ZipkinEndpoint last = new ZipkinEndpoint();

  private final byte[] written = new byte[WRITTEN_BYTES_MAX];
  private final AttributeSketch writtenSketch = new AttributeSketch();
  private int writtenLength;
  private long keyLengths = KeyQuestion.ALL_LENGTHS;

  /** Begins with a body, of whose attributes those are noted whose keys have these lengths. */
  void begin(long lengths) {
    if (lengths != keyLengths) {
      keyLengths = lengths;
      writtenSketch.keyLengths(lengths);
      writtenLength = 0;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Writes both; the local one's service name is the resource's.
   *
   * @param sketch to which what is written is added
   */
  void write(ProtoOutput out, ZipkinSpan span, SpanTags tags, AttributeSketch sketch)
      throws ProtoOutput.NoRoomException {
    local(out, span.local, tags, sketch);
    int from = out.position();
    ZipkinEndpoint remote = span.remote;
    service(out, span, tags);
    address(out, remote, tags, TagMeaning.PEER_ADDRESS, REMOTE_IP, REMOTE_IPV6);
    port(out, remote, tags, TagMeaning.PEER_PORT, REMOTE_PORT);
    sketch.add(out.bytes(), from, out.position());
  }

  /** All spans of a sender have the same one: what was written for the last is written again. */
  private void local(
      ProtoOutput out, ZipkinEndpoint endpoint, SpanTags tags, AttributeSketch sketch)
      throws ProtoOutput.NoRoomException {
    boolean taken = tags.has(TagMeaning.LOCAL_ADDRESS) || tags.has(TagMeaning.LOCAL_PORT);
    if (!taken && writtenLength > 0 && endpoint.isAt(last)) {
      out.written(written, writtenLength);
      sketch.add(writtenSketch);
      return;
    }
    int from = out.position();
    address(out, endpoint, tags, TagMeaning.LOCAL_ADDRESS, LOCAL_IP, LOCAL_IPV6);
    port(out, endpoint, tags, TagMeaning.LOCAL_PORT, LOCAL_PORT);
    if (taken) {
      sketch.add(out.bytes(), from, out.position());
    } else {
      last.copy(endpoint);
      writtenLength = out.copySince(from, written);
      writtenSketch.clear();
      writtenSketch.add(written, 0, writtenLength);
      sketch.add(writtenSketch);
    }
  }

  private static void service(ProtoOutput out, ZipkinSpan span, SpanTags tags)
      throws ProtoOutput.NoRoomException {
    long slice = span.remote.service();
    int length = SpanText.length(slice);
    // Without a name somebody would make one of such a tag, if it is a call.
    boolean calls = span.kind() == Kind.CLIENT || span.kind() == Kind.PRODUCER;
    boolean guessed = length == 0 && calls && tags.has(TagMeaning.PEER_NAME);
    boolean taken = guessed || tags.has(TagMeaning.PEER_SERVICE);
    if (taken || length > 0) {
      byte[] key = taken ? REMOTE_SERVICE : TagMeaning.PEER_SERVICE.key();
      text(out, key, span.text().bytes(slice), SpanText.from(slice), length);
    }
  }

  private void address(
      ProtoOutput out,
      ZipkinEndpoint endpoint,
      SpanTags tags,
      TagMeaning meaning,
      byte[] otherKey,
      byte[] secondKey)
      throws ProtoOutput.NoRoomException {
    boolean taken = tags.has(meaning);
    byte[] key = taken ? otherKey : meaning.key();
    if (endpoint.hasIpv4()) {
      text(out, key, address, 0, IpText.writeV4(address, 0, endpoint.ipv4()));
    }
    if (endpoint.hasIpv6()) {
      int length = IpText.writeV6(address, 0, endpoint.ipv6High(), endpoint.ipv6Low());
      text(out, endpoint.hasIpv4() ? secondKey : key, address, 0, length);
    }
    if (taken && !endpoint.hasIpv4() && !endpoint.hasIpv6()) {
      text(out, key, NO_BYTES, 0, 0);
    }
  }

  private static void port(
      ProtoOutput out, ZipkinEndpoint endpoint, SpanTags tags, TagMeaning meaning, byte[] otherKey)
      throws ProtoOutput.NoRoomException {
    boolean taken = tags.has(meaning);
    if (taken || endpoint.port() != 0) {
      Attributes.number(out, taken ? otherKey : meaning.key(), endpoint.port());
    }
  }

  private static void text(ProtoOutput out, byte[] key, byte[] source, int from, int length)
      throws ProtoOutput.NoRoomException {
    Attributes.text(out, OtlpFields.SPAN_ATTRIBUTES, key, source, from, length);
  }
}
