package io.spanweir.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChunkPoolTest {
  private static final int KIB = 1024;

  @Test
  void sizesArePowersOfTwoFromFourKib() {
    ChunkPool pool = new ChunkPool(1 << 30, 0);
    for (int[] asked :
        new int[][] {{0, 4}, {1, 4}, {4096, 4}, {4097, 8}, {8193, 16}, {65_536, 64}}) {
      Chunk chunk = lease(pool, asked[0]);
      assertThat(chunk.capacity()).isEqualTo(asked[1] * KIB);
      assertThat(chunk.length()).isZero();
      chunk.release();
    }
    assertThat(pool.leasedBytes()).isZero();
  }

  @Test
  void refusesPastItsBudgetAndCountsIt() {
    ChunkPool pool = new ChunkPool(20 * KIB, 0);
    Chunk first = lease(pool, 8 * KIB);
    Chunk second = lease(pool, 8 * KIB);
    assertThat(pool.lease(8 * KIB)).isNull();
    assertThat(pool.refusals()).isEqualTo(1);
    assertThat(pool.leasedBytes()).isEqualTo(16 * KIB);
    Chunk third = lease(pool, 4 * KIB);
    assertThat(pool.lease(1)).isNull();
    first.release();
    lease(pool, 8 * KIB).release();
    second.release();
    third.release();
    assertThat(pool.leasedBytes()).isZero();
    assertThat(pool.refusals()).isEqualTo(2);
  }

  @Test
  void refusesWhatNoChunkHolds() {
    ChunkPool pool = new ChunkPool(Long.MAX_VALUE, 0);
    assertThat(pool.lease((1 << 30) + 1)).isNull();
    assertThat(pool.lease(Integer.MAX_VALUE)).isNull();
    assertThat(pool.leasedBytes()).isZero();
  }

  @Test
  void givesTheLastOneBackFirst() {
    ChunkPool pool = new ChunkPool(1 << 20, 1 << 20);
    Chunk first = lease(pool, 4 * KIB);
    Chunk second = lease(pool, 4 * KIB);
    second.length(5);
    first.release();
    second.release();
    Chunk again = lease(pool, 4 * KIB);
    assertThat(again).isSameAs(second);
    assertThat(again.length()).isZero();
    assertThat(lease(pool, 4 * KIB)).isSameAs(first);
    assertThat(lease(pool, 5 * KIB).capacity()).isEqualTo(8 * KIB);
  }

  @Test
  void keepsNoMoreIdleThanItMay() {
    ChunkPool pool = new ChunkPool(1 << 20, 8 * KIB);
    Chunk big = lease(pool, 16 * KIB);
    Chunk a = lease(pool, 4 * KIB);
    Chunk b = lease(pool, 4 * KIB);
    Chunk c = lease(pool, 4 * KIB);
    big.release();
    a.release();
    b.release();
    c.release();
    assertThat(lease(pool, 16 * KIB)).isNotSameAs(big);
    assertThat(lease(pool, 1)).isSameAs(b);
    assertThat(lease(pool, 1)).isSameAs(a);
    assertThat(lease(pool, 1)).isNotSameAs(c);
  }

  @Test
  void aChunkIsGivenBackByItsLastHolder() {
    ChunkPool pool = new ChunkPool(1 << 20, 1 << 20);
    Chunk chunk = lease(pool, 1);
    assertThat(chunk.retain()).isSameAs(chunk);
    chunk.release();
    assertThat(pool.leasedBytes()).isEqualTo(4 * KIB);
    chunk.release();
    assertThat(pool.leasedBytes()).isZero();
    assertThatThrownBy(chunk::release).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(chunk::retain).isInstanceOf(IllegalStateException.class);
    assertThat(pool.leasedBytes()).isZero();
  }

  @Test
  void lengthStaysInside() {
    Chunk chunk = lease(new ChunkPool(1 << 20, 0), 1);
    chunk.length(4096);
    assertThat(chunk.length()).isEqualTo(4096);
    assertThatThrownBy(() -> chunk.length(4097)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> chunk.length(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * The budget holds and no chunk has two owners, whatever is leased and released in which order.
   */
  @Test
  void budgetHoldsForAnyOrder() {
    Seed.each(
        100,
        seed -> {
          Rng rng = new Rng(seed);
          long budget = rng.between(16, 512) * (long) KIB;
          ChunkPool pool = new ChunkPool(budget, rng.between(0, 256) * (long) KIB);
          ArrayDeque<Chunk> out = new ArrayDeque<>();
          long bytes = 0;
          for (int i = 0; i < 500; i++) {
            if (rng.percent(55)) {
              Chunk chunk = pool.lease(rng.between(1, 64 * KIB));
              if (chunk != null) {
                assertThat(out).doesNotContain(chunk);
                out.add(chunk);
                bytes += chunk.capacity();
              }
            } else if (!out.isEmpty()) {
              Chunk chunk = rng.percent(50) ? out.removeFirst() : out.removeLast();
              bytes -= chunk.capacity();
              chunk.release();
            }
            assertThat(pool.leasedBytes()).isEqualTo(bytes).isLessThanOrEqualTo(budget);
          }
        });
  }

  /** Holders on two threads let go at once: the chunk goes back once. */
  @Test
  void holdersOnSeveralThreads() throws Exception {
    ChunkPool pool = new ChunkPool(1 << 20, 1 << 20);
    for (int i = 0; i < 200; i++) {
      Chunk chunk = lease(pool, 1).retain();
      CountDownLatch ready = new CountDownLatch(2);
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      Runnable letGo =
          () -> {
            try {
              ready.countDown();
              ready.await();
              chunk.release();
            } catch (Throwable e) {
              failure.set(e);
            }
          };
      Thread other = new Thread(letGo);
      other.start();
      letGo.run();
      other.join();
      assertThat(failure.get()).isNull();
      assertThat(pool.leasedBytes()).isZero();
    }
  }

  private static Chunk lease(ChunkPool pool, int capacity) {
    return Objects.requireNonNull(pool.lease(capacity));
  }
}
