package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Description;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.PolicySpec;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.VirtualClock;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every policy promises: it keeps the traces its test says it keeps and no others, through the
 * whole sampler, in whatever order and requests their spans come, once and again; and its
 * configuration explains itself.
 */
public abstract class PolicyContract {
  protected static final long START = new VirtualClock().epochNanos();

  /** The policy under test, with others beside it where it needs them to be seen. */
  protected abstract List<PolicyConfig> policies();

  /** Traces that leave, each a list of spans of one trace. */
  protected abstract List<List<TestSpan>> kept();

  /** Traces that don't. */
  protected abstract List<List<TestSpan>> notKept();

  /** The configuration that the type has when nothing is set, as its record prints it. */
  protected abstract String defaults();

  /** The type as registered. */
  protected abstract PolicySpec registered();

  /** A span of a trace of the test's; traces with different low halves are different. */
  protected static TestSpan span(long idLow, long spanId) {
    return TestSpan.of(7, idLow, spanId);
  }

  /** A trace of one span with one attribute. */
  protected static List<TestSpan> with(String key, Object value) {
    return List.of(span(1, 1), span(1, 2).withAttributes(Map.of(key, value)));
  }

  @Test
  void keepsWhatItSays() {
    assertThat(kept()).as("traces that are kept").isNotEmpty();
    for (List<TestSpan> trace : kept()) {
      assertOutcome(trace, true);
    }
  }

  @Test
  void keepsNothingElse() {
    assertThat(notKept()).as("traces that are not kept").isNotEmpty();
    for (List<TestSpan> trace : notKept()) {
      assertOutcome(trace, false);
    }
  }

  private void assertOutcome(List<TestSpan> trace, boolean expected) {
    Seed.each(
        3,
        seed -> {
          Rng rng = new Rng(seed);
          List<TestSpan> spans = new ArrayList<>(trace);
          Sampler sampler =
              Sampler.of(
                  Configs.of(policies().toArray(PolicyConfig[]::new))
                      .bufferKiB(1024)
                      .caches(16, 16));
          for (int i = spans.size() - 1; i > 0; i--) {
            Collections.swap(spans, i, rng.below(i + 1));
          }
          for (int at = 0; at < spans.size(); ) {
            int to = rng.between(at + 1, spans.size());
            sampler.give(spans.subList(at, to));
            at = to;
          }
          sampler.pass(3 * SECOND);
          assertThat(sampler.out()).as("%s", trace).hasSize(expected ? spans.size() : 0);
          sampler.assertEmpty();
          sampler.shutDown(SECOND);
        });
  }

  @Test
  void everyKeyIsDescribed() {
    PolicySpec spec = registered();
    assertThat(spec.getClass()).hasAnnotation(Description.class);
    for (RecordComponent key : spec.getClass().getRecordComponents()) {
      assertThat(key.getAnnotation(Description.class)).as("%s", key).isNotNull();
      assertThat(key.getAnnotation(Description.class).value()).endsWith(".");
    }
  }

  @Test
  void theDefaultsAreTheRecordedOnes() {
    assertThat(registered().toString()).isEqualTo(defaults());
  }
}
