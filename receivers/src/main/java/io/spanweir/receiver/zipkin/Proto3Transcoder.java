package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;

/**
 * Reads {@code zipkin.proto3.ListOfSpans}. A span whose own bytes make no sense is left out; a list
 * that doesn't hold together ends the body. Unknown fields are passed over. One for each event
 * loop.
 */
final class Proto3Transcoder implements Transcoder {
  private static final int LIST_SPANS = 1 << 3 | WireReader.LENGTH_DELIMITED;

  private final SpanText text = new SpanText();
  private final Proto3Span reader = new Proto3Span(text);
  private final SpanWriter writer;

  /** Texts of tags stay texts. */
  Proto3Transcoder() {
    this(false);
  }

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  Proto3Transcoder(boolean parseTags) {
    writer = new SpanWriter(parseTags);
  }

  @Override
  public LeftOut transcode(Chunk body, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    text.of(body.bytes());
    writer.begin(new ProtoOutput(output, body.length()));
    try {
      spans(body.bytes(), body.length());
      return writer.finish();
    } finally {
      text.done();
    }
  }

  private void spans(byte[] bytes, int end) throws MalformedException, ProtoOutput.NoRoomException {
    for (int at = 0; at < end; ) {
      long tag = WireReader.tag(bytes, at, end);
      if (tag < 0) {
        throw WireReader.malformed(tag, at);
      }
      int value = WireReader.next(tag);
      int next = WireReader.skip(WireReader.value(tag), bytes, value, end);
      if (next < 0) {
        throw WireReader.malformed(next, value);
      }
      if (WireReader.value(tag) == LIST_SPANS) {
        int from = WireReader.next(WireReader.length(bytes, value, end));
        span(bytes, from, next);
      }
      at = next;
    }
  }

  private void span(byte[] bytes, int from, int to) throws ProtoOutput.NoRoomException {
    text.clear();
    try {
      reader.read(bytes, from, to);
    } catch (MalformedException e) {
      writer.leaveOut(e.getMessage());
      return;
    }
    writer.span(reader.span());
  }
}
