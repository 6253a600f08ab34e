package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;

/**
 * Reads v1 spans in Thrift and writes them: a list; one span without a list around it, as py_zipkin
 * before 0.9, Scribe and old Kafka messages have it; and a list whose elements claim to be texts,
 * which a reporter once wrote (zipkin-reporter-java#133). What stands behind is ignored, as Zipkin
 * does.
 *
 * <p>One output after the other: {@link #begin}, {@link #read} for each body, {@link #finish}.
 * Reusable, not thread safe.
 */
final class V1ThriftBody {
  /** Field of a bare span that begins like a list of texts: its name. */
  private static final int NAME_ID = 3;

  private static final byte[] NOTHING = {};

  private final ThriftReader in = new ThriftReader();
  private final SpanText text = new SpanText();
  private final V1Span v1 = new V1Span(text);
  private final V1ThriftSpan span;
  private final V1Writer spans;

  /** Texts of tags stay texts. */
  V1ThriftBody() {
    this(false);
  }

  /**
   * @param parseTags whether texts of tags that look like numbers, true or false become those
   */
  V1ThriftBody(boolean parseTags) {
    span = new V1ThriftSpan(in, v1, parseTags);
    spans = new V1Writer(v1, parseTags);
  }

  void begin(ProtoOutput out) {
    spans.begin(out);
    v1.written().keyLengths(out.keyLengths());
    span.begin();
  }

  /** Writes the spans in {@code bytes[from, to)}; those before the exception are written. */
  void read(byte[] bytes, int from, int to) throws MalformedException, ProtoOutput.NoRoomException {
    in.reset(bytes, from, to);
    text.of(bytes);
    int count = from == to ? 0 : isList(bytes, from, to) ? list() : 1;
    for (int i = 0; i < count; i++) {
      span.read();
      spans.write();
    }
  }

  private int list() throws MalformedException {
    in.skipBytes(1);
    int count = in.i32();
    if (count < 0 || count > in.left()) {
      throw in.malformed(
          Integer.toUnsignedString(count) + " spans where there are " + in.left() + " bytes");
    }
    return count;
  }

  /** Whether it begins with a list's type and length, and not with the first field of a span. */
  private static boolean isList(byte[] bytes, int from, int to) {
    if (bytes[from] == ThriftReader.STRUCT) {
      return true;
    }
    boolean isName = to - from > 2 && bytes[from + 1] == 0 && bytes[from + 2] == NAME_ID;
    return bytes[from] == ThriftReader.STRING && !isName;
  }

  /** Counts something that held no span that could be read. */
  void leaveOut(String problem) {
    spans.writer().leaveOut(problem);
  }

  /** Says what was left out. */
  LeftOut finish() throws ProtoOutput.NoRoomException {
    return spans.finish();
  }

  /** Holds no body longer than it takes. */
  void release() {
    in.reset(NOTHING, 0, 0);
    span.begin();
    text.done();
  }
}
