package io.spanweir.bench.workload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A framed call of Scribe's {@code Log}: an entry of category {@code zipkin} for each span. */
final class ScribeTemplate implements MessageTemplate {
  private static final int CALL = 0x80010001;
  private static final int SEQUENCE = 1;

  private final byte[] bytes;
  private final int[] starts;
  private final List<ScribeSpan> spans = new ArrayList<>();

  ScribeTemplate(Shape shape, int number) {
    ThriftWriter call = new ThriftWriter().i32(CALL);
    call.text("Log");
    call.i32(SEQUENCE).list(1, ThriftWriter.STRUCT, shape.batch());
    starts = new int[shape.batch()];
    for (ThriftSpan span : ZipkinThriftTemplate.spans(shape, number)) {
      ScribeSpan coded = new ScribeSpan(span);
      call.text(1, "zipkin");
      starts[spans.size()] =
          Integer.BYTES + call.text(2, new String(coded.letters(), StandardCharsets.US_ASCII));
      call.stop();
      spans.add(coded);
    }
    call.stop();
    bytes = new ThriftWriter().i32(call.length()).raw(call.toByteArray()).toByteArray();
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int[] spanStarts() {
    return starts;
  }

  @Override
  public List<ScribeSpan> spans() {
    return spans;
  }
}
