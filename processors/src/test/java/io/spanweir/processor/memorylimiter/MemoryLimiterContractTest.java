package io.spanweir.processor.memorylimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.passing.Rig;
import io.spanweir.testkit.contract.ProcessorContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryLimiterContractTest extends ProcessorContract {
  private static final long MIB = 1 << 20;
  private static final long SECOND = 1_000_000_000L;

  /** 100 MiB hard, 80 MiB soft. */
  private static final MemoryLimiterConfig CONFIG =
      new MemoryLimiterConfig(
          Duration.ofSeconds(1),
          100,
          20,
          0,
          0,
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30));

  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    return new MemoryLimiter(settings, CONFIG, new Fake(), next);
  }

  @Override
  protected int seeds() {
    return 4;
  }

  private static final class Fake implements Memory {
    long held;
    long garbage;
    int collections;

    @Override
    public long heldBytes() {
      return held;
    }

    @Override
    public long usedBytes() {
      return held + garbage;
    }

    @Override
    public void collect() {
      collections++;
      garbage = 0;
    }
  }

  private static boolean takes(Rig rig) {
    rig.loops.world().runFor(SECOND);
    boolean taken = rig.processor.reserve(10, 1000);
    if (taken) {
      rig.processor.cancel(10, 1000);
    }
    return taken;
  }

  @Test
  void refusesAboveTheSoftLimitUntilItIsBelow() {
    Fake memory = new Fake();
    Rig rig = new Rig((settings, next) -> new MemoryLimiter(settings, CONFIG, memory, next));
    assertThat(takes(rig)).isTrue();
    memory.held = 81 * MIB;
    assertThat(takes(rig)).isFalse();
    assertThat(rig.processor.retryAfterNanos()).isGreaterThanOrEqualTo(SECOND);
    memory.held = 79 * MIB;
    assertThat(takes(rig)).isTrue();
    assertThat(
            rig.process
                .meters()
                .get("otelcol.processor.memory.limiter.refused.spans")
                .counter()
                .count())
        .isEqualTo(10);
  }

  @Test
  void garbageIsCollectedAndRefusesNobody() {
    Fake memory = new Fake();
    Rig rig = new Rig((settings, next) -> new MemoryLimiter(settings, CONFIG, memory, next));
    memory.garbage = 500 * MIB;
    assertThat(takes(rig)).isTrue();
    assertThat(memory.collections).isEqualTo(1);
    assertThat(takes(rig)).isTrue();
    assertThat(memory.collections).isEqualTo(1);
  }

  @Test
  void collectionsThatDontHelpBecomeRare() {
    Fake memory = new Fake();
    Rig rig = new Rig((settings, next) -> new MemoryLimiter(settings, CONFIG, memory, next));
    memory.held = 200 * MIB;
    for (int second = 0; second < 120; second++) {
      assertThat(takes(rig)).isFalse();
    }
    assertThat(memory.collections).isBetween(6, 10);
  }
}
