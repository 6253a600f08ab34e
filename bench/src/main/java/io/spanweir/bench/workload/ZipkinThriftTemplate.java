package io.spanweir.bench.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A list of spans in Zipkin's v1 Thrift. */
final class ZipkinThriftTemplate implements MessageTemplate {
  private final byte[] bytes;
  private final int[] starts;
  private final List<ThriftSpan> spans;

  private ZipkinThriftTemplate(byte[] bytes, int[] starts, List<ThriftSpan> spans) {
    this.bytes = bytes;
    this.starts = starts;
    this.spans = spans;
  }

  static ZipkinThriftTemplate list(Shape shape, int number) {
    List<ThriftSpan> spans = spans(shape, number);
    ThriftWriter list = new ThriftWriter().elements(ThriftWriter.STRUCT, spans.size());
    int[] starts = new int[spans.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = list.length();
      list.raw(spans.get(i).bytes());
    }
    return new ZipkinThriftTemplate(list.toByteArray(), starts, spans);
  }

  /** Makes the spans of a request. */
  static List<ThriftSpan> spans(Shape shape, int number) {
    SplittableRandom random = new SplittableRandom(shape.seed() * 31 + number);
    List<ThriftSpan> spans = new ArrayList<>();
    for (int i = 0; i < shape.batch(); i++) {
      spans.add(new ThriftSpan(random, Service.of(shape, number, i)));
    }
    return spans;
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
  public List<ThriftSpan> spans() {
    return spans;
  }
}
