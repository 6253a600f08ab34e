package io.spanweir.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A datagram of Jaeger's clients: {@code emitBatch} in compact Thrift, of one process, whose spans
 * have to fit 65,000 bytes.
 */
final class JaegerTemplate implements MessageTemplate {
  private static final int PROTOCOL = 0x82;
  private static final int ONEWAY_VERSION_1 = 0x81;
  private static final int STRING_TAG = 0;
  private static final int BYTES_MAX = 65_000;

  private final byte[] bytes;
  private final int[] starts;
  private final List<JaegerSpan> spans = new ArrayList<>();

  JaegerTemplate(Shape shape, int number) {
    SplittableRandom random = new SplittableRandom(shape.seed() * 31 + number);
    Service service = Service.of(shape.seed(), number % shape.resources());
    CompactWriter call = new CompactWriter().raw(PROTOCOL).raw(ONEWAY_VERSION_1).varint(1);
    byte[] method = {'e', 'm', 'i', 't', 'B', 'a', 't', 'c', 'h'};
    call.varint(method.length).raw(method);
    call.field(CompactWriter.STRUCT, 1);
    process(call, service);
    call.list(1, CompactWriter.STRUCT, shape.batch());
    starts = new int[shape.batch()];
    for (int i = 0; i < starts.length; i++) {
      JaegerSpan span = new JaegerSpan(random);
      starts[i] = call.length();
      call.raw(span.bytes());
      spans.add(span);
    }
    bytes = call.stop().stop().toByteArray();
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          shape.batch() + " spans are too many for a datagram: " + bytes.length + " bytes");
    }
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
  public List<JaegerSpan> spans() {
    return spans;
  }

  private static void process(CompactWriter call, Service service) {
    call.field(CompactWriter.STRUCT, 1);
    call.text(1, service.name());
    call.list(1, CompactWriter.STRUCT, 2);
    tag(call, "jaeger.version", "Java-1.8.1");
    tag(call, "ip", service.address());
    call.stop();
  }

  private static void tag(CompactWriter call, String key, String value) {
    call.text(1, key);
    call.i32(1, STRING_TAG);
    call.text(1, value);
    call.stop();
  }
}
