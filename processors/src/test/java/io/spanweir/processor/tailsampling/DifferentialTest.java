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
          Set<Long> expected = round(rng, model, policies, sampler);
          assertThat(sampler.tracesOut()).as("%s", List.of(configs)).isEqualTo(expected);
          kept[0] += expected.size();
          kept[1] += TRACES_PER_ROUND;
          sampler.assertEmpty();
          sampler.shutDown(SECOND);
        });
    assertThat(kept[0]).as("kept of %s", kept[1]).isBetween(kept[1] / 5, kept[1] * 4 / 5);
  }

  private static Set<Long> round(
      Rng rng, PolicyModel model, List<Drawn> policies, Sampler sampler) {
    Set<Long> expected = new HashSet<>();
    List<TestSpan> spans = new ArrayList<>();
    List<TestSpan> late = new ArrayList<>();
    for (long id = 1; id <= TRACES_PER_ROUND; id++) {
      List<TestSpan> trace = model.trace(id);
      spans.addAll(trace);
      if (PolicyModel.keeps(policies, trace)) {
        expected.add(id);
      }
      if (rng.percent(10)) {
        late.add(TestSpan.of(7, id, 99).withStatus(TestSpan.STATUS_ERROR));
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
