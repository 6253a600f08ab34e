package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void isFullAtFirstAndFillsAtItsRate() {
    TokenBucket bucket = new TokenBucket(10, 20);
    assertThat(bucket.take(21, 5)).isFalse();
    assertThat(bucket.take(20, 5)).isTrue();
    assertThat(bucket.take(1, 5 + SECOND / 10 - 1)).isFalse();
    assertThat(bucket.take(1, 5 + SECOND / 10 + 1)).isTrue();
    assertThat(bucket.take(21, 100 * SECOND)).isFalse();
    assertThat(bucket.take(20, 100 * SECOND)).isTrue();
  }

  @Test
  void nothingFillsAnEmptyOne() {
    TokenBucket bucket = new TokenBucket(0, 0);
    assertThat(bucket.take(1, 0)).isFalse();
    assertThat(bucket.take(1, Long.MAX_VALUE)).isFalse();
  }

  /**
   * Shards ask with times that are a little behind each other's; it must not pay twice for that.
   */
  @Test
  void givesNoMoreThanItsRateToAskersWithDifferentClocks() {
    Seed.each(
        20,
        seed -> {
          Rng rng = new Rng(seed);
          long rate = rng.between(1L, 100_000L);
          long burst = rng.between(1L, 200_000L);
          TokenBucket bucket = new TokenBucket(rate, burst);
          long start = rng.between(-SECOND, SECOND);
          long now = start;
          long taken = 0;
          long latest = start;
          for (int i = 0; i < 5_000; i++) {
            now += rng.between(0L, 20_000_000L);
            long asked = Math.max(start, now - rng.between(0L, 30_000_000L));
            latest = Math.max(latest, asked);
            long count = rng.between(1L, 2_000L);
            taken += bucket.take(count, asked) ? count : 0;
          }
          BigDecimal allowed =
              BigDecimal.valueOf(latest - start)
                  .multiply(BigDecimal.valueOf(rate))
                  .divide(BigDecimal.valueOf(SECOND), MathContext.DECIMAL64)
                  .add(BigDecimal.valueOf(burst + 1));
          assertThat(BigDecimal.valueOf(taken)).isLessThanOrEqualTo(allowed);
        });
  }

  /** A bucket that counts billionths of tokens and never rounds. */
  private static final class Model {
    private final BigInteger perSecond;
    private final BigInteger burst;
    private BigInteger tokens;
    private long latest;

    Model(long perSecond, long burst, long nowNanos) {
      this.perSecond = BigInteger.valueOf(perSecond);
      this.burst = BigInteger.valueOf(burst).multiply(BigInteger.valueOf(SECOND));
      tokens = this.burst;
      latest = nowNanos;
    }

    void fill(long nowNanos) {
      long elapsed = nowNanos - latest;
      if (elapsed > 0) {
        latest = nowNanos;
        tokens = tokens.add(perSecond.multiply(BigInteger.valueOf(elapsed))).min(burst);
      }
    }

    /** By how many billionths it can, or can't. */
    BigInteger margin(long count) {
      return tokens.subtract(BigInteger.valueOf(count).multiply(BigInteger.valueOf(SECOND)));
    }

    void take(long count) {
      tokens = margin(count).max(BigInteger.ZERO);
    }
  }

  /** Unless so little is missing, or left, that it is the rounding of doubles. */
  @Test
  void givesWhatTheModelGives() {
    Seed.each(
        200,
        seed -> {
          Rng rng = new Rng(seed);
          long perSecond = rng.between(0L, rng.percent(50) ? 100 : 1_000_000);
          long burst = rng.between(0L, 2 * perSecond + 10);
          long now = rng.nextLong();
          TokenBucket bucket = new TokenBucket(perSecond, burst);
          Model model = new Model(perSecond, burst, now);
          for (int i = 0; i < 300; i++) {
            // Shards read the clock at different times: some come with an older one.
            long said = rng.percent(20) ? now - rng.below(100_000_000) : now;
            long count = rng.between(1L, Math.max(1, burst + burst / 8));
            if (i > 0) {
              model.fill(said);
            } else {
              said = now;
            }
            boolean given = bucket.take(count, said);
            if (model.margin(count).abs().compareTo(BigInteger.valueOf(1000)) > 0) {
              assertThat(given).as("take %s", i).isEqualTo(model.margin(count).signum() >= 0);
            }
            if (given) {
              model.take(count);
            }
            now += rng.percent(5) ? rng.between(0L, 9_000_000_000L) : rng.below(50_000_000);
          }
        });
  }

  /** However many take at once, what is given is what was there. */
  @Test
  void threadsShareIt() throws Exception {
    int burst = 1_000_000;
    TokenBucket bucket = new TokenBucket(0, burst);
    LongAdder given = new LongAdder();
    CyclicBarrier start = new CyclicBarrier(2);
    Thread[] threads = new Thread[start.getParties()];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                meet(start);
                for (int i = 0; i < burst; i++) {
                  given.add(bucket.take(1, i) ? 1 : 0);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(given.sum()).isEqualTo(burst);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }
}
