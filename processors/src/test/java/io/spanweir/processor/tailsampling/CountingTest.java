package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the Collector's metric names say. */
class CountingTest {
  private static final String PREFIX = "otelcol.processor.tail.sampling.";

  private final Sampler sampler =
      Sampler.of(
          Configs.of(
              TestPolicies.drop("health", TestPolicies.attribute("probe", "probe", "true")),
              TestPolicies.status("errors", "ERROR")));

  private double count(String name, String... tags) {
    FunctionCounter counter =
        sampler.process.meters().find(PREFIX + name).tags(tags).functionCounter();
    return counter == null ? -1 : counter.count();
  }

  private DistributionSummary summary(String name) {
    return sampler.process.meters().get(PREFIX + name).summary();
  }

  @Test
  void decisionsAreCountedByPolicyAndOutcome() {
    sampler.give(Sampler.error(1, 1), Sampler.span(1, 2));
    sampler.give(Sampler.span(2, 1));
    sampler.give(Sampler.span(3, 1).withAttributes(Map.of("probe", true)));
    sampler.pass(60 * SECOND);
    assertThat(count("global.count.traces.sampled", "decision", "sampled")).isEqualTo(1);
    assertThat(count("global.count.traces.sampled", "decision", "not_sampled")).isEqualTo(1);
    assertThat(count("global.count.traces.sampled", "decision", "dropped")).isEqualTo(1);
    assertThat(count("count.traces.sampled", "policy", "errors", "sampled", "true")).isEqualTo(1);
    assertThat(count("count.spans.sampled", "policy", "errors", "sampled", "true")).isEqualTo(2);
    assertThat(count("count.traces.sampled", "policy", "health", "decision", "dropped"))
        .isEqualTo(1);
    assertThat(count("new.trace.id.received")).isEqualTo(3);
    assertThat(count("sampling.trace.dropped.too.early")).isEqualTo(0);
    assertThat(count("traces.dropped.too.large")).isEqualTo(0);
    assertThat(count("sampling.policy.evaluation.error")).isEqualTo(0);
    assertThat(summary("sampling.decision.timer.latency").count()).isPositive();
  }

  @Test
  void theAgeOfLateSpansCountsFromTheDecision() {
    sampler.give(Sampler.error(1, 1));
    sampler.give(Sampler.span(2, 1));
    sampler.pass(60 * SECOND);
    double wait = 60 - 2;
    sampler.give(Sampler.span(1, 2));
    sampler.give(Sampler.span(2, 2));
    sampler.pass(SECOND);
    assertThat(count("early.releases.from.cache.decision", "sampled", "true")).isEqualTo(1);
    assertThat(count("early.releases.from.cache.decision", "sampled", "false")).isEqualTo(1);
    DistributionSummary ages = summary("sampling.late.span.age");
    assertThat(ages.count()).isEqualTo(2);
    assertThat(ages.mean()).isBetween(wait - 1, wait + 1);
    assertThat(count("new.trace.id.received")).isEqualTo(2);
  }

  @Test
  void thePolicyOfAProcessorWithANameIsCalledAfterBoth() throws IOException {
    TestProcess process = new TestProcess(SimLoops.alone(1, 1, Wiring.ONE_CORE));
    Configs.create(
            Configs.keepingErrors().build(),
            process.settings("tail_sampling/shop.eu"),
            new CapturingConsumer(process.ledger(), "exporter:next"))
        .start();
    assertThat(process.meters().getMeters())
        .extracting(meter -> meter.getId().getTag("policy"))
        .filteredOn(Objects::nonNull)
        .isNotEmpty()
        .containsOnly("shop.eu.errors");
  }
}
