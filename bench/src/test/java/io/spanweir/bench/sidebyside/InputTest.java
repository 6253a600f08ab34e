package io.spanweir.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.bench.sidebyside.InputTrace.InputSpan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What both collectors get is what the comparison thinks they get. */
class InputTest {
  @Test
  void requestsCarryEverySpanOnce() throws Exception {
    List<InputTrace> traces = InputTrace.draw(3, 250);
    assertThat(InputTrace.draw(3, 250)).isEqualTo(traces);
    Set<String> ids = new HashSet<>();
    int attributes = 0;
    for (byte[] body : InputRequests.of(traces, 1_000_000, 3)) {
      for (Span span :
          ExportTraceServiceRequest.parseFrom(body)
              .getResourceSpans(0)
              .getScopeSpans(0)
              .getSpansList()) {
        assertThat(span.getUnknownFields().asMap()).isEmpty();
        assertThat(span.getStartTimeUnixNano()).isGreaterThanOrEqualTo(1_000_000);
        ids.add(span.getTraceId() + "/" + span.getSpanId());
        attributes += span.getAttributesCount();
      }
    }
    assertThat(ids).hasSize(traces.stream().mapToInt(t -> t.spans().size()).sum());
    assertThat(attributes)
        .isEqualTo(
            traces.stream()
                .flatMap(t -> t.spans().stream())
                .mapToInt(s -> s.attributes().size())
                .sum());
  }

  @Test
  void theFileHasAPipelineForEachPolicy() throws Exception {
    String file = Files.readString(Path.of("workloads/side-by-side.yaml"));
    for (PolicyCase policy : PolicyCase.all()) {
      assertThat(file)
          .contains("traces/" + policy.name() + ":", "${env:" + policy.sinkVariable() + ":-");
    }
  }

  @Test
  void onlyWhatIsListedIsExplained() {
    InputSpan span = new InputSpan(1, 0, 500 * InputTrace.MILLI, 0, 0, "", Map.of("tier", 42L));
    InputTrace trace = new InputTrace("a", List.of(span));
    assertThat(policy("slow").explain(trace, false)).isNotNull();
    assertThat(policy("slow").explain(trace, true)).isNull();
    assertThat(policy("text").explain(trace, true)).isNotNull();
    assertThat(policy("text").explain(trace, false)).isNull();
    assertThat(policy("share").explain(trace, true)).isNull();
    assertThat(policy("number").explain(trace, false)).isNull();
  }

  private static PolicyCase policy(String name) {
    return PolicyCase.all().stream().filter(p -> p.name().equals(name)).findAny().orElseThrow();
  }
}
