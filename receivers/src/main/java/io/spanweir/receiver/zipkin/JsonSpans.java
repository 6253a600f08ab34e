package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.ProtoOutput;

/** Goes through a list of spans in JSON, of either version, or through the one there is. */
final class JsonSpans {
  /** Reads one span, of which the reader stands before, and writes it when it is whole. */
  interface One {
    void read(JsonReader reader) throws MalformedException, ProtoOutput.NoRoomException;
  }

  private JsonSpans() {}

  /**
   * Reads all of them. One that makes no sense is left out where its end can be found; nothing at
   * all is no span. What stands behind a list is ignored, as Zipkin does, but counted as left out
   * if it may be spans; behind a span without a list it would be another one.
   *
   * @param text which is cleared before each span
   */
  static void each(JsonReader reader, SpanText text, SpanWriter writer, One one)
      throws MalformedException, ProtoOutput.NoRoomException {
    if (reader.atEnd()) {
      return;
    }
    if (reader.peek() == '{') {
      span(reader, text, writer, one);
      if (!reader.atEnd()) {
        throw reader.malformed("more than one value");
      }
    } else {
      reader.enter('[', "a list of spans");
      for (boolean first = true; reader.more(first, ']'); first = false) {
        span(reader, text, writer, one);
      }
      if (!reader.atEnd() && (reader.peek() == '[' || reader.peek() == '{')) {
        writer.leaveOut("there is more behind the list of spans");
      }
    }
  }

  private static void span(JsonReader reader, SpanText text, SpanWriter writer, One one)
      throws MalformedException, ProtoOutput.NoRoomException {
    text.clear();
    long before = reader.mark();
    try {
      one.read(reader);
    } catch (MalformedException e) {
      reader.back(before);
      reader.skipUnread();
      writer.leaveOut(e.getMessage());
    }
  }
}
