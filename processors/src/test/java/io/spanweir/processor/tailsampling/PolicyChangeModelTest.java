package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Processor;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A sampler whose policies were there when the spans came keeps the same traces for the same
 * reasons as one that got them halfway, or at the end, and has to read the traces again: through
 * the whole sampler, on one shard and several, whatever the bytes of the attributes.
 */
class PolicyChangeModelTest {
  private static final long SECOND = 1_000_000_000L;

  /** A sampler that is given requests and told of policies. */
  private static final class World {
    private final SimLoops loops;
    private final TestProcess process;
    private final CapturingConsumer next = new CapturingConsumer();
    private final Processor sampler;

    /** Asked before a request is read: the first after a change is read for the old policies. */
    private long keyLengths;

    World(List<PolicyConfig> policies, long seed) throws Exception {
      loops =
          SimLoops.alone(seed, 1 + (int) (seed % 3), seed % 2 == 0 ? Wiring.MANY : Wiring.ONE_CORE);
      process = new TestProcess(loops);
      sampler = Configs.create(config(policies), process.settings("tail_sampling"), next);
      sampler.start();
      keyLengths = sampler.keyLengthsAsked();
    }

    private static TailSamplingConfig config(List<PolicyConfig> policies) {
      return Configs.of(policies.toArray(PolicyConfig[]::new))
          .bufferKiB(1024)
          .record(RecordPolicy.SPAN)
          .build();
    }

    void give(List<byte[]> bodies) throws MalformedException {
      for (byte[] body : bodies) {
        SpanBatch batch = batch(process.pools(), body, keyLengths);
        keyLengths = sampler.keyLengthsAsked();
        int spans = batch.size();
        long bytes = CapturingConsumer.totalBytes(batch);
        assertThat(sampler.reserve(spans, bytes)).isTrue();
        sampler.commit(batch, spans, bytes, Receipt.NONE);
        loops.world().runUntilIdle();
      }
    }

    void change(List<PolicyConfig> policies) {
      assertThat(sampler.reconfigure(config(policies))).isTrue();
      loops.world().runUntilIdle();
    }

    List<SentSpan> kept() {
      loops.world().runFor(4 * SECOND);
      loops.world().runUntilIdle();
      next.assertContractKept();
      return next.spans();
    }
  }

  private static SpanBatch batch(Pools pools, byte[] body, long keyLengths)
      throws MalformedException {
    Chunk chunk = pools.chunks().lease(body.length);
    assertThat(chunk).isNotNull();
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    SpanBatch batch = pools.batches().lease();
    new OtlpIndexer().index(chunk, batch, keyLengths);
    return batch;
  }

  /** Some policies that ask about what {@link RandomSpans} writes. */
  private static List<PolicyConfig> policies(Rng rng) {
    List<PolicyConfig> policies = new ArrayList<>();
    for (int i = rng.between(1, rng.pick(List.of(2, 12))); i > 0; i--) {
      PolicyConfig asks = asking(rng, "p" + i);
      policies.add(
          switch (rng.below(5)) {
            case 0 -> TestPolicies.drop("d" + i, asks, asking(rng, "q"));
            case 1 -> TestPolicies.and("a" + i, asks, TestPolicies.not("n", asking(rng, "q")));
            default -> asks;
          });
    }
    return policies;
  }

  private static PolicyConfig asking(Rng rng, String name) {
    return rng.percent(10)
        ? TestPolicies.status(name, rng.pick(List.of("UNSET", "OK", "ERROR")))
        : TestPolicies.attribute(
            name,
            rng.pick(RandomSpans.KEYS),
            rng.pick(RandomSpans.VALUES),
            rng.pick(RandomSpans.VALUES));
  }

  @Test
  void policiesThatComeLaterDecideTheSame() {
    int[] kept = new int[2];
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          RandomSpans spans = new RandomSpans(rng, rng.pick(List.of(RandomSpans.PLAIN, 0, 10, 40)));
          List<PolicyConfig> policies = policies(rng);
          List<PolicyConfig> others = policies(rng);
          List<byte[]> early = new ArrayList<>();
          List<byte[]> late = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            (rng.percent(50) ? early : late).add(spans.request());
          }

          World folded = new World(policies, seed);
          folded.give(early);
          folded.give(late);
          World halfway = new World(others, seed);
          halfway.give(early);
          halfway.change(policies);
          halfway.give(late);
          World again = new World(others, seed);
          again.give(early);
          again.give(late);
          again.change(policies);

          List<SentSpan> expected = folded.kept();
          assertThat(halfway.kept()).containsExactlyInAnyOrderElementsOf(expected);
          assertThat(again.kept()).containsExactlyInAnyOrderElementsOf(expected);
          kept[expected.isEmpty() ? 0 : 1]++;
        });
    assertThat(kept[1]).as("seeds in which something is kept").isGreaterThan(kept[0]);
  }
}
