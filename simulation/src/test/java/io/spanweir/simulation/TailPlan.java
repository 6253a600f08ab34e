package io.spanweir.simulation;

import io.spanweir.core.component.ByteSize;
import io.spanweir.processor.tailsampling.TailSamplingConfig;
import io.spanweir.processor.tailsampling.TailSamplingConfig.DecisionCacheConfig;
import io.spanweir.processor.tailsampling.TailSamplingConfig.Overflow;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.simulation.ModelPolicy.Named;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.TestSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One tail sampler of a run: what it is configured with, and the same policies as a model.
 *
 * @param changedPolicies what it gets while it runs, if it does
 * @param remembers whether its decision caches hold every trace of the run
 */
record TailPlan(
    TailSamplingConfig config,
    List<Named> policies,
    List<Named> changedPolicies,
    boolean remembers) {
  static TailPlan draw(Rng rng, Traffic traffic) {
    boolean tight = traffic.tight() || (!traffic.crowded() && rng.percent(25));
    List<Named> policies = policies(rng, "policy-");
    boolean remembers = rng.percent(85);
    long cache = remembers ? 16_384 : 16;
    long buffer =
        tight
            ? traffic.bufferBytesNeeded() + (rng.between(0L, 256L) << 10)
            : rng.pick(List.of(3L, 16L, 16L)) << 20;
    Long numTraces =
        !traffic.crowded() && rng.percent(25) ? (Long) rng.between(3L, 60L) : noLimit();
    TailSamplingConfig config =
        new TailSamplingConfig(
            Duration.ofMillis(rng.pick(List.of(200L, 1000L, 3000L, 5000L))),
            numTraces,
            0,
            new DecisionCacheConfig(cache, cache),
            new ByteSize(buffer),
            new ByteSize(rng.percent(15) ? rng.between(500L, 20_000L) : 0),
            rng.percent(50) ? Overflow.REFUSE : Overflow.EVICT,
            rng.pick(List.of(RecordPolicy.SPAN, RecordPolicy.SCOPE, RecordPolicy.OFF)),
            new ArrayList<>(policies.stream().map(Named::config).toList()));
    return new TailPlan(config, policies, policies(rng, "changed-"), remembers);
  }

  private static @Nullable Long noLimit() {
    return null;
  }

  /** The same configuration with other policies. */
  TailSamplingConfig changed() {
    return new TailSamplingConfig(
        config.decisionWait(),
        config.numTraces(),
        config.expectedNewTracesPerSec(),
        config.decisionCache(),
        config.bufferBytes(),
        config.maximumTraceSizeBytes(),
        config.overflow(),
        config.recordPolicy(),
        changedPolicies.stream().map(Named::config).toList());
  }

  List<String> policyNames() {
    return Stream.concat(policies.stream(), changedPolicies.stream()).map(Named::name).toList();
  }

  private static List<Named> policies(Rng rng, String name) {
    List<Named> policies = new ArrayList<>();
    int count = rng.between(1, 4);
    for (int i = 0; i < count; i++) {
      policies.add(new Named(name + i, policy(rng, true)));
    }
    return policies;
  }

  private static ModelPolicy policy(Rng rng, boolean nesting) {
    return switch (rng.below(nesting ? 10 : 6)) {
      case 0 -> new ModelPolicy.Status(TestSpan.STATUS_ERROR);
      case 1 -> new ModelPolicy.Latency(500, rng.percent(70) ? 0 : 2000);
      case 2 -> new ModelPolicy.Attribute("user.id", List.of("ada", "3"));
      case 3 -> new ModelPolicy.Share("salt", rng.pick(List.of(5.0, 30.0, 70.0)));
      case 4 -> new ModelPolicy.Rate(rng.between(1L, 50L), rng.between(10L, 100L));
      case 5 -> new ModelPolicy.Attribute("service.name", List.of("payment", "mail"));
      case 6 -> new ModelPolicy.And(named(rng, 2));
      case 7 -> new ModelPolicy.Not(named(rng, 1).get(0));
      case 8 -> new ModelPolicy.Drop(named(rng, rng.between(1, 2)));
      default -> new ModelPolicy.Always();
    };
  }

  private static List<Named> named(Rng rng, int count) {
    List<Named> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(new Named("part-" + i, policy(rng, false)));
    }
    return parts;
  }
}
