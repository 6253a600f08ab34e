package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;

/**
 * Spans in whichever of Zipkin's encodings to OTLP: JSON v2 or v1, Thrift with or without the list
 * around a span, protobuf. Which one it is the bytes say. A span that makes no sense is left out
 * where the others can still be read; a body without any bytes or spans is fine, which is how
 * clients ask whether anybody listens.
 *
 * <p>Keeps what it needs for a span and uses it again: one for each thread. How fields map is in
 * docs/zipkin.md.
 */
public final class ZipkinTranscoder implements Transcoder {
  private final Transcoder v2Json;
  private final Transcoder v1Json;
  private final Transcoder thrift;
  private final Transcoder proto3;

  /** Texts of tags stay texts. */
  public ZipkinTranscoder() {
    this(false);
  }

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those,
   *     which is the Collector's {@code parse_string_tags}
   */
  public ZipkinTranscoder(boolean parseTags) {
    v2Json = new V2JsonTranscoder(parseTags);
    v1Json = new V1JsonTranscoder(parseTags);
    thrift = new V1ThriftTranscoder(parseTags);
    proto3 = new Proto3Transcoder(parseTags);
  }

  @Override
  public LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    return switch (ZipkinEncoding.of(body.bytes(), body.length())) {
      case NOTHING -> LeftOut.NOTHING;
      case JSON_V2 -> v2Json.transcode(body, output);
      case JSON_V1 -> v1Json.transcode(body, output);
      case THRIFT -> thrift.transcode(body, output);
      case PROTO3 -> proto3.transcode(body, output);
      case UNKNOWN -> throw new MalformedException("none of Zipkin's encodings", 0);
    };
  }
}
