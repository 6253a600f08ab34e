package io.spanweir.bench.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.data.Chunk;
import io.spanweir.processor.tailsampling.policy.PolicySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every policy has a price, and what is measured runs. */
final class AdditionTest {
  private static final int BATCH = 64;

  @Test
  void everyAdditionTakesRequests() {
    for (Addition addition : Addition.all()) {
      assertThatCode(
              () -> {
                InlinePipeline pipeline = InlinePipeline.of(addition.config(), 1 << 28);
                Bodies bodies = new Bodies(BATCH, 1);
                for (int i = 0; i < 20; i++) {
                  pipeline.take(bodies.next(pipeline), 50_000_000);
                }
              })
          .as(addition.name())
          .doesNotThrowAnyException();
    }
  }

  @Test
  void everyTypeOfPolicyIsThere() {
    Set<String> types = new HashSet<>(PolicySpec.variants().defaults().keySet());
    types.removeIf(
        type -> Addition.all().stream().anyMatch(a -> a.yaml().contains("type: " + type)));
    assertThat(types).isEmpty();
  }

  @Test
  void everySpanOfItsOwnTraceIsOfTheSizeThatIsSubtracted() throws Exception {
    InlinePipeline pipeline = InlinePipeline.of(Addition.w1("1s"), 1 << 28);
    Chunk body = new OneSpanBodies().next(pipeline, 1_800_000_000_000_000_000L);
    List<Span> spans =
        ExportTraceServiceRequest.parseFrom(ByteString.copyFrom(body.bytes(), 0, body.length()))
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpansList();
    assertThat(spans).hasSize(OneSpanBodies.SPANS);
    assertThat(spans).allMatch(s -> s.getSerializedSize() == OneSpanBodies.SPAN_BYTES);
    assertThat(spans)
        .allMatch(s -> s.getEndTimeUnixNano() - s.getStartTimeUnixNano() == 20_000_000);
    assertThat(spans.stream().map(Span::getTraceId).distinct()).hasSize(OneSpanBodies.SPANS);
    pipeline.take(body, 1);
    pipeline.idle(2_000_000_000L);
  }
}
