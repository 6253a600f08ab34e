package io.spanweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.testkit.TraceGen.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The generator's bytes are OTLP to protobuf-java, and its places are where the indexer's are. */
class TestRequestTest {
  private final Pools pools =
      new TestProcess(SimLoops.alone(1, 1, SimLoops.Wiring.ONE_CORE)).pools();

  @Test
  void writesWhatProtobufReads() {
    Seed.each(
        200,
        seed -> {
          TestRequest request = TestRequest.of(new TraceGen(new Rng(seed), Shape.ROUGH).trace());
          List<String> read = new ArrayList<>();
          for (ResourceSpans resource :
              TracesData.parseFrom(request.body()).getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
              scope.getSpansList().forEach(span -> read.add(describe(span)));
            }
          }
          assertThat(read)
              .containsExactlyElementsOf(
                  request.spans().stream().map(TestRequestTest::describe).toList());
        });
  }

  private static String describe(Span span) {
    return span.getName()
        + span.getStartTimeUnixNano()
        + "-"
        + span.getEndTimeUnixNano()
        + span.getStatus().getCodeValue()
        + span.getAttributesCount();
  }

  private static String describe(TestSpan span) {
    return span.name()
        + span.startNanos()
        + "-"
        + span.endNanos()
        + span.status()
        + span.attributes().size();
  }

  @Test
  void placesWhatTheIndexerAndTheReaderFind() {
    Seed.each(
        300,
        seed -> {
          TraceGen gen = new TraceGen(new Rng(seed), Shape.ROUGH);
          List<TestSpan> spans = new ArrayList<>(gen.trace());
          spans.addAll(gen.trace());
          TestRequest request = TestRequest.of(spans);
          SpanBatch indexed = pools.batches().lease();
          Chunk chunk = pools.chunks().lease(request.bodyBytes());
          System.arraycopy(request.body(), 0, chunk.bytes(), 0, request.bodyBytes());
          chunk.length(request.bodyBytes());
          new OtlpIndexer().index(chunk, indexed);
          SpanBatch made = request.batch(pools);
          assertThat(made.size()).isEqualTo(indexed.size());
          assertThat(SentSpan.of(made)).isEqualTo(SentSpan.of(indexed));
          for (int row = 0; row < made.size(); row++) {
            assertThat(made.index().offset(row)).isEqualTo(indexed.index().offset(row));
            assertThat(made.index().startNanos(row)).isEqualTo(indexed.index().startNanos(row));
            assertThat(made.index().endNanos(row)).isEqualTo(indexed.index().endNanos(row));
            assertThat(made.index().status(row)).isEqualTo(indexed.index().status(row));
            assertThat(made.index().kind(row)).isEqualTo(indexed.index().kind(row));
          }
          if (request.validSpans().size() == request.spans().size()) {
            assertThat(TracesReader.read(request.body())).isEqualTo(SentSpan.of(made));
          }
          made.release();
          indexed.release();
          assertThat(pools.chunks().leasedBytes()).isZero();
        });
  }

  @Test
  void makesBodiesThatAreNoOtlp() {
    Seed.each(
        200,
        seed -> {
          TraceGen gen = new TraceGen(seed);
          byte[] body = gen.malformed(TestRequest.of(gen.trace()));
          assertThatThrownBy(() -> TracesData.parseFrom(body))
              .isInstanceOf(InvalidProtocolBufferException.class);
        });
  }

  @Test
  void isTheSameForTheSameSeed() {
    TestRequest one = TestRequest.of(new TraceGen(7).trace());
    TestRequest other = TestRequest.of(new TraceGen(7).trace());
    assertThat(one.body()).isEqualTo(other.body());
  }

  @Test
  void splitsWithoutLossInAnyOrder() {
    Seed.each(
        50,
        seed -> {
          TraceGen gen = new TraceGen(seed);
          List<TestSpan> trace = gen.trace(20);
          List<TestSpan> split =
              gen.requests(trace, 4).stream().flatMap(r -> r.spans().stream()).toList();
          assertThat(split).containsExactlyInAnyOrderElementsOf(trace);
        });
  }
}
