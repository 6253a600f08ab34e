package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;

/** Writes v1 spans, one after the other, as the v2 spans that they are. Not thread safe. */
final class V1Writer {
  private final V1Span v1;
  private final ZipkinSpan v2;
  private final V1Converter converter;
  private final SpanWriter writer;

  /**
   * @param v1 what {@link #write} writes
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  V1Writer(V1Span v1, boolean parseTags) {
    this.v1 = v1;
    writer = new SpanWriter(parseTags);
    v2 = new ZipkinSpan(v1.text());
    converter = new V1Converter(v1);
  }

  SpanWriter writer() {
    return writer;
  }

  /** Begins with a body. */
  void begin(ProtoOutput out) {
    writer.begin(out);
  }

  /** Writes what the span holds now; all of it is left out, and counts as one, or none of it is. */
  void write() throws ProtoOutput.NoRoomException {
    int parts = converter.convert();
    String problem = v1.problem();
    if (problem != null) {
      writer.leaveOut(problem);
      return;
    }
    for (int part = 0; part < parts; part++) {
      converter.part(part, v2);
      writer.span(v2);
    }
  }

  /** Ends the body. Says what was left out. */
  LeftOut finish() throws ProtoOutput.NoRoomException {
    return writer.finish();
  }
}
