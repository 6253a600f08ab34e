package io.spanweir.receiver.zipkin;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The arguments of {@code Log}: entries, of which those of the category {@code zipkin} each hold a
 * span in Thrift in Base64. All of a call become one output, with both halves of a span that has
 * two, of which Zipkin's own Scribe keeps one. One for each event loop.
 */
final class ScribeLog {
  private static final byte[] CATEGORY = "zipkin".getBytes(StandardCharsets.US_ASCII);
  private static final int ENTRIES = 1;
  private static final int ENTRY_CATEGORY = 1;
  private static final int ENTRY_MESSAGE = 2;
  private static final byte[] NOTHING = {};

  private final ThriftReader in = new ThriftReader();
  private final V1ThriftBody spans;

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  ScribeLog(boolean parseTags) {
    spans = new V1ThriftBody(parseTags);
  }

  /**
   * Writes the spans that are in the arguments; an entry that holds none is left out. Overwrites
   * the frame.
   *
   * @param argumentsFrom where in the frame the arguments begin
   * @throws MalformedException when these are not the arguments of {@code Log}
   */
  LeftOut transcode(Chunk frame, int argumentsFrom, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    in.reset(frame.bytes(), argumentsFrom, frame.length());
    spans.begin(new ProtoOutput(output, frame.length()));
    try {
      in.enter();
      while (in.field()) {
        if (in.is(ENTRIES, ThriftReader.LIST)) {
          entries();
        } else {
          in.skip();
        }
      }
      return spans.finish();
    } finally {
      in.reset(NOTHING, 0, 0);
      spans.release();
    }
  }

  private void entries() throws MalformedException, ProtoOutput.NoRoomException {
    int count = in.list();
    if (count > 0 && in.elementType() != ThriftReader.STRUCT) {
      throw in.malformed("entries that are no structs");
    }
    for (int i = 0; i < count; i++) {
      entry();
    }
  }

  private void entry() throws MalformedException, ProtoOutput.NoRoomException {
    boolean ours = false;
    int from = 0;
    int to = 0;
    in.enter();
    while (in.field()) {
      if (in.is(ENTRY_CATEGORY, ThriftReader.STRING)) {
        in.binary();
        ours = Arrays.equals(in.bytes(), in.from(), in.to(), CATEGORY, 0, CATEGORY.length);
      } else if (in.is(ENTRY_MESSAGE, ThriftReader.STRING)) {
        in.binary();
        from = in.from();
        to = in.to();
      } else {
        in.skip();
      }
    }
    if (ours) {
      message(from, to);
    }
  }

  private void message(int from, int to) throws ProtoOutput.NoRoomException {
    int end = ScribeBase64.decode(in.bytes(), from, to);
    if (end <= from) {
      spans.leaveOut("a log entry that is no Base64");
      return;
    }
    try {
      spans.read(in.bytes(), from, end);
    } catch (MalformedException e) {
      spans.leaveOut(String.valueOf(e.getMessage()));
    }
  }
}
