package io.spanweir.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.testkit.SimLoops.Wiring;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimLoopsTest {
  private static final long SECOND = 1_000_000_000L;

  /** A duty cycle that has work at given times. */
  private static class Ticker implements DutyCycle {
    private final List<Long> ran = new ArrayList<>();
    private long deadline;
    private int work;

    Ticker(long deadline) {
      this.deadline = deadline;
    }

    @Override
    public int doWork(long nowNanos) {
      ran.add(nowNanos);
      if (nowNanos - deadline >= 0) {
        deadline = nowNanos + SECOND;
      }
      return work-- > 0 ? 1 : 0;
    }

    @Override
    public long deadlineNanos() {
      return deadline;
    }

    @Override
    public String roleName() {
      return "ticker";
    }
  }

  @Test
  void runsADutyAtItsDeadline() {
    SimLoops loops = SimLoops.alone(1, 2, Wiring.MANY);
    long start = loops.clock().nanoTime();
    Ticker ticker = new Ticker(start + SECOND);
    loops.shardLoop(1).add(ticker);
    loops.world().runFor(10 * SECOND + SECOND / 2);
    assertThat(ticker.ran.size()).isBetween(9, 12);
    assertThat(loops.clock().nanoTime() - start).isGreaterThanOrEqualTo(10 * SECOND);
  }

  @Test
  void readsADeadlineOnlyAfterWork() {
    SimLoops loops = SimLoops.alone(1, 1, Wiring.MANY);
    Ticker ticker = new Ticker(loops.clock().nanoTime() + 100 * SECOND);
    Loop.Duty duty = loops.shardLoop(0).add(ticker);
    loops.world().runFor(SECOND);
    ticker.deadline = loops.clock().nanoTime() + SECOND;
    loops.world().runFor(10 * SECOND);
    assertThat(ticker.ran).hasSize(1);
    duty.wake();
    loops.world().runFor(10 * SECOND);
    assertThat(ticker.ran.size()).isGreaterThan(3);
  }

  @Test
  void noticesADutyThatWouldSpin() {
    SimLoops loops = SimLoops.alone(1, 1, Wiring.MANY);
    Ticker ticker =
        new Ticker(0) {
          @Override
          public long deadlineNanos() {
            return loops.clock().nanoTime() - 1;
          }
        };
    loops.shardLoop(0).add(ticker);
    assertThatThrownBy(() -> loops.world().runFor(SECOND)).hasMessageContaining("ticker");
  }

  @Test
  void callersAreInTheLoopThatRunsAlone() {
    SimLoops many = SimLoops.alone(1, 2, Wiring.MANY);
    List<Boolean> seen = new ArrayList<>();
    assertThat(many.shardLoop(0).inLoop()).isFalse();
    many.shardLoop(0)
        .execute(
            () -> {
              seen.add(many.shardLoop(0).inLoop());
              seen.add(many.shardLoop(1).inLoop());
              seen.add(many.sideLoop().inLoop());
            });
    many.world().runUntilIdle();
    assertThat(seen).containsExactly(true, false, false);
    SimLoops one = SimLoops.alone(1, 2, Wiring.ONE_CORE);
    assertThat(one.shardLoop(1).inLoop()).isTrue();
    assertThat(one.shardLoop(0)).isSameAs(one.sideLoop());
  }

  @Test
  void tasksOfALoopKeepTheirOrderAndOthersDoNot() {
    SimLoops loops = SimLoops.alone(3, 2, Wiring.MANY);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      loops.shardLoop(i % 2).execute(() -> order.add(number));
    }
    loops.world().runFor(SECOND);
    assertThat(order).hasSize(20).isNotEqualTo(order.stream().sorted().toList());
    assertThat(order.stream().filter(n -> n % 2 == 0).toList()).isSorted();
  }

  @Test
  void oneSeedIsOneRun() {
    assertThat(trail(5)).isEqualTo(trail(5)).isNotEqualTo(trail(6));
  }

  private static List<Long> trail(long seed) {
    SimLoops loops = SimLoops.alone(seed, 3, Wiring.MANY);
    List<Long> trail = new ArrayList<>();
    List<Ticker> tickers = new ArrayList<>();
    for (int shard = 0; shard < 3; shard++) {
      Ticker ticker = new Ticker(loops.clock().nanoTime() + SECOND);
      tickers.add(ticker);
      ticker.work = 5;
      loops.shardLoop(shard).add(ticker);
    }
    long start = loops.clock().nanoTime();
    for (int i = 0; i < 10; i++) {
      loops.world().after(i * SECOND / 3, () -> trail.add(loops.clock().nanoTime() - start));
    }
    loops.world().runFor(10 * SECOND);
    tickers.forEach(ticker -> ticker.ran.forEach(at -> trail.add(at - start)));
    trail.add(loops.world().steps());
    return trail;
  }

  @Test
  void aKilledProcessDoesNothingMore() {
    SimLoops loops = SimLoops.alone(1, 1, Wiring.MANY);
    Ticker ticker = new Ticker(loops.clock().nanoTime());
    Loop.Duty duty = loops.shardLoop(0).add(ticker);
    loops.world().runFor(3 * SECOND);
    int before = ticker.ran.size();
    loops.kill();
    duty.wake();
    loops.shardLoop(0).execute(() -> ticker.ran.add(0L));
    loops.world().runFor(3 * SECOND);
    assertThat(ticker.ran).hasSize(before);
  }

  @Test
  void hasNoSockets() {
    SimLoops loops = SimLoops.alone(1, 1, Wiring.MANY);
    assertThatThrownBy(loops::ioGroup).isInstanceOf(IllegalStateException.class);
  }
}
