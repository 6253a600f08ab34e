package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;

/**
 * Zipkin v1 in JSON to OTLP: a list of spans, or one span. A span that makes no sense is left out;
 * one whose end can't be found ends the body. One for each event loop.
 */
final class V1JsonTranscoder implements Transcoder {
  private final SpanText text = new SpanText();
  private final V1Span v1 = new V1Span(text);
  private final V1JsonSpan span = new V1JsonSpan(v1);
  private final V1Writer spans;
  private final JsonSpans.One one = this::span;

  /** Texts of tags stay texts. */
  V1JsonTranscoder() {
    this(false);
  }

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  V1JsonTranscoder(boolean parseTags) {
    spans = new V1Writer(v1, parseTags);
  }

  @Override
  public LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    text.of(body.bytes());
    spans.begin(new ProtoOutput(output, body.length()));
    try {
      JsonReader reader = JsonReader.lenient(body.bytes(), body.length());
      JsonSpans.each(reader, text, spans.writer(), one);
      return spans.finish();
    } finally {
      text.done();
    }
  }

  private void span(JsonReader reader) throws MalformedException, ProtoOutput.NoRoomException {
    span.read(reader);
    spans.write();
  }
}
