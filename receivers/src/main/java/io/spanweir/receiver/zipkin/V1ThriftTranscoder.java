package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;

/**
 * Zipkin v1 in Thrift's binary protocol to OTLP, with or without a list around it ({@link
 * V1ThriftBody}). One for each event loop.
 */
final class V1ThriftTranscoder implements Transcoder {
  private final V1ThriftBody spans;

  /** Texts of tags stay texts. */
  V1ThriftTranscoder() {
    this(false);
  }

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  V1ThriftTranscoder(boolean parseTags) {
    spans = new V1ThriftBody(parseTags);
  }

  @Override
  public LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    spans.begin(new ProtoOutput(output, body.length()));
    try {
      spans.read(body.bytes(), 0, body.length());
      return spans.finish();
    } finally {
      spans.release();
    }
  }
}
