package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static io.spanweir.processor.tailsampling.Sampler.error;
import static io.spanweir.processor.tailsampling.Sampler.keys;
import static io.spanweir.processor.tailsampling.Sampler.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestSpan;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Other policies under way: open traces are decided by them, decided ones stay as they are. */
class ReconfigureTest {
  private static TestSpan vip(long trace, long id) {
    return span(trace, id).withAttributes(Map.of("vip", true));
  }

  @Test
  void openTracesAreReadAgain() {
    for (Wiring wiring : Wiring.values()) {
      Sampler sampler = new Sampler(Configs.keepingErrors(), 2, 3, wiring, 64L << 20);
      sampler.give(error(1, 1), vip(2, 1), span(3, 1), span(3, 2));
      sampler.pass(SECOND);
      boolean taken =
          sampler.processor.reconfigure(
              Configs.of(TestPolicies.attribute("vips", "vip", "true")).build());
      assertThat(taken).isTrue();
      sampler.pass(SECOND / 10);
      sampler.give(span(2, 2), vip(3, 3));
      sampler.pass(3 * SECOND);
      assertThat(sampler.tracesOut()).containsExactlyInAnyOrder(2L, 3L);
      assertThat(sampler.out()).hasSize(5);
      sampler.assertEmpty();
    }
  }

  @Test
  void lateSpansSayThePolicyThatKeptTheirTrace() {
    Sampler sampler = Sampler.of(Configs.keepingErrors().record(RecordPolicy.SPAN));
    sampler.give(error(1, 1));
    sampler.pass(3 * SECOND);
    Configs other =
        Configs.of(TestPolicies.always("everything-there-is")).record(RecordPolicy.SPAN);
    assertThat(sampler.processor.reconfigure(other.build())).isTrue();
    sampler.give(span(1, 2), span(2, 3));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).isEqualTo(keys(error(1, 1), span(1, 2), span(2, 3)));
    assertThat(textOf(sampler, 1)).contains("errors").doesNotContain("everything");
    assertThat(textOf(sampler, 2)).contains("everything-there-is");
    sampler.assertEmpty();
  }

  private static String textOf(Sampler sampler, int span) {
    return StandardCharsets.ISO_8859_1
        .decode(sampler.next.spans().get(span).span().slice())
        .toString();
  }

  @Test
  void moreThanPoliciesNeedsARestart() {
    Sampler sampler = Sampler.of(Configs.keepingErrors());
    assertThat(sampler.processor.reconfigure(Configs.keepingErrors().numTraces(5).build()))
        .isFalse();
    assertThat(sampler.processor.reconfigure(Configs.keepingErrors().evicting().build())).isFalse();
    assertThat(sampler.processor.reconfigure(Configs.keepingErrors().build())).isTrue();
  }
}
