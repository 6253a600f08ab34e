package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.MILLI;
import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.processor.tailsampling.PolicyModel.Drawn;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random traces under random policies are kept or not as a plain model of the documentation says,
 * in whatever order and requests their spans come; spans that come late follow. As many rounds of a
 * hundred traces as {@code -Dspanweir.rounds} says.
 */
class DifferentialTest {
  private static final int TRACES_PER_ROUND = 100;

  @Test
  void keepsWhatTheDocumentationSays() {
    int[] kept = new int[2];
    Seed.each(
        Integer.getInteger("spanweir.rounds", 1000),
        seed -> {
          Rng rng = new Rng(seed);
          PolicyModel model = new PolicyModel(rng);
          List<Drawn> policies = model.policies();
          PolicyConfig[] configs =
              policies.stream().map(Drawn::config).toArray(PolicyConfig[]::new);
          Sampler sampler = Sampler.of(Configs.of(configs));
          Set<Long> expected = new HashSet<>();
          List<String> spans = round(rng, model, policies, sampler, expected);
          assertThat(sampler.tracesOut()).as("%s", List.of(configs)).isEqualTo(expected);
          assertThat(sampler.out().stream().sorted().toList())
              .as("%s", List.of(configs))
              .isEqualTo(spans.stream().sorted().toList());
          kept[0] += expected.size();
          kept[1] += TRACES_PER_ROUND;
          sampler.assertEmpty();
          sampler.shutDown(SECOND);
        });
    assertThat(kept[0]).as("kept of %s", kept[1]).isBetween(kept[1] / 5, kept[1] * 4 / 5);
  }

  /**
   * Gives traces, and late spans of some of them.
   *
   * @param kept takes the traces that the model keeps
   * @return the keys of their spans, the late ones as well
   */
  private static List<String> round(
      Rng rng, PolicyModel model, List<Drawn> policies, Sampler sampler, Set<Long> kept) {
    List<String> expected = new ArrayList<>();
    List<TestSpan> spans = new ArrayList<>();
    List<TestSpan> late = new ArrayList<>();
    for (int i = 0; i < TRACES_PER_ROUND; i++) {
      List<TestSpan> trace = new ArrayList<>(model.trace(rng.id()));
      spans.addAll(trace);
      boolean keeps = PolicyModel.keeps(policies, trace);
      if (rng.percent(10)) {
        TestSpan last = TestSpan.of(7, trace.get(0).traceIdLow(), 99);
        late.add(last.withStatus(TestSpan.STATUS_ERROR));
        trace.add(last);
      }
      if (keeps) {
        kept.add(trace.get(0).traceIdLow());
        trace.forEach(span -> expected.add(span.key()));
      }
    }
    shuffle(rng, spans);
    for (int at = 0; at < spans.size(); ) {
      int to = Math.min(spans.size(), at + rng.between(1, 40));
      sampler.give(spans.subList(at, to));
      sampler.pass(rng.below(20) * MILLI);
      at = to;
    }
    sampler.pass(3 * SECOND);
    if (!late.isEmpty()) {
      sampler.give(late);
    }
    sampler.pass(3 * SECOND);
    return expected;
  }

  private static void shuffle(Rng rng, List<TestSpan> spans) {
    for (int i = spans.size() - 1; i > 0; i--) {
      Collections.swap(spans, i, rng.below(i + 1));
    }
  }
}
