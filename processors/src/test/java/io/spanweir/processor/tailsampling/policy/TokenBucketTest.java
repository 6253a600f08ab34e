package io.spanweir.processor.tailsampling.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.math.BigDecimal;
import java.math.MathContext;
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
}
