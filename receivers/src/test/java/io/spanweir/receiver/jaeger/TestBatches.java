package io.spanweir.receiver.jaeger;

import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.util.List;

/** Requests of the contract kit as Jaeger's clients would send them: ids, names, times. */
final class TestBatches {
  private TestBatches() {}

  /** Ids have a length in Jaeger: what is wrong with one is that it is zero. */
  static Batch batch(TestRequest request) {
    List<Span> spans = request.spans().stream().map(TestBatches::span).toList();
    return new Batch(new Process("shop"), spans);
  }

  private static Span span(TestSpan span) {
    boolean valid = span.valid();
    long start = span.startNanos() / 1000;
    return new Span(
        valid ? span.traceIdLow() : 0,
        valid ? span.traceIdHigh() : 0,
        span.spanId(),
        0,
        span.name(),
        1,
        start,
        span.endNanos() / 1000 - start);
  }

  /** What is made of it. */
  static List<SentSpan> sent(TestRequest request, Pools pools) {
    byte[] body = Thrift.bytes(batch(request), Form.BINARY_STRUCT);
    BodyBuffer output = new BodyBuffer(pools.chunks(), 64 << 20);
    SpanBatch batch = pools.batches().lease();
    try {
      new ThriftTranscoder(Form.BINARY_STRUCT, report -> {}).transcode(body, body.length, output);
      Chunk chunk = output.take();
      new OtlpIndexer().index(chunk, batch);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    List<SentSpan> sent = SentSpan.of(batch);
    batch.release();
    return sent;
  }
}
