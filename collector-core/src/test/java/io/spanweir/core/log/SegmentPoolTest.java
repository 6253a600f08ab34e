package io.spanweir.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** The bound on memory holds, what is held is there, and what is set apart stays for evacuation. */
class SegmentPoolTest {
  private static final int KIB_4 = 4096;

  @Test
  void takesUpToTheBoundAndAllocatesOnDemand() {
    SegmentPool pool = new SegmentPool(10 * KIB_4, KIB_4, 2, Runnable::run);
    assertThat(pool.allocatedBytes()).isZero();
    List<Segment> out = new ArrayList<>();
    for (Segment s = pool.take(false); s != null; s = pool.take(false)) {
      out.add(s);
    }
    assertThat(out).hasSize(8);
    assertThat(pool.segmentsFree()).isZero();
    out.add(pool.take(true));
    out.add(pool.take(true));
    assertThat(pool.take(true)).isNull();
    assertThat(pool.allocatedBytes()).isEqualTo(10 * KIB_4);
    Segment last = out.get(9);
    out.forEach(pool::giveBack);
    assertThat(pool.segmentsOut()).isZero();
    assertThat(pool.take(false)).as("the one that is warm").isSameAs(last);
  }

  @Test
  void whatIsHeldIsThereWhateverOthersTake() {
    SegmentPool pool = new SegmentPool(10 * KIB_4, KIB_4, 2, Runnable::run);
    assertThat(pool.hold(5)).isTrue();
    assertThat(pool.hold(4)).isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(pool.take(false)).isNotNull();
    }
    assertThat(pool.take(false)).isNull();
    assertThat(pool.takeHeld()).isNotNull();
    pool.unhold(4);
    assertThat(pool.segmentsFree()).isEqualTo(4);
  }

  @Test
  void otherMemoryComesOutOfTheSameBound() {
    SegmentPool pool = new SegmentPool(10 * KIB_4, KIB_4, 1, Runnable::run);
    List<Segment> out = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      out.add(pool.take(false));
    }
    out.forEach(pool::giveBack);
    pool.alsoUsed(4 * KIB_4);
    assertThat(pool.allocatedBytes()).isLessThanOrEqualTo(6 * KIB_4);
    assertThat(pool.segmentsFree()).isEqualTo(5);
    pool.alsoUsed(100 * KIB_4);
    assertThat(pool.segmentsFree()).as("enough to go on").isEqualTo(2);
    pool.alsoUsed(-104 * KIB_4);
    assertThat(pool.segmentsFree()).isEqualTo(9);
  }

  @Test
  void oneSegmentIsPreparedAhead() {
    List<Runnable> work = new ArrayList<>();
    SegmentPool pool = new SegmentPool(10 * KIB_4, KIB_4, 2, work::add);
    List<Segment> out = new ArrayList<>();
    out.add(pool.take(false));
    out.add(pool.take(false));
    assertThat(work).as("one at a time").hasSize(1);
    assertThat(pool.allocatedBytes()).isEqualTo(2 * KIB_4);
    work.remove(0).run();
    assertThat(pool.allocatedBytes()).isEqualTo(3 * KIB_4);
    out.add(pool.take(false));
    assertThat(pool.allocatedBytes()).as("what was ready").isEqualTo(3 * KIB_4);
    while (out.size() < 10) {
      out.add(pool.take(true));
    }
    assertThat(out).as("what is not ready is in nobody's way").doesNotContainNull();
    assertThat(work).hasSize(1);
    work.remove(0).run();
    assertThat(work).as("nothing so near to the bound").isEmpty();
    assertThat(pool.allocatedBytes()).isLessThanOrEqualTo(10 * KIB_4);
    out.forEach(pool::giveBack);
    assertThat(pool.segmentsFree()).isEqualTo(8);
  }

  @Test
  void aLargeSegmentIsPreparedInPieces() {
    int size = 256 << 10;
    ArrayDeque<Runnable> work = new ArrayDeque<>();
    SegmentPool pool = new SegmentPool(10L * size, size, 2, work::add);
    pool.take(false);
    int pieces = 0;
    for (Runnable piece = work.poll(); piece != null; piece = work.poll()) {
      assertThat(pool.allocatedBytes()).as("not there before the last piece").isEqualTo(size);
      piece.run();
      pieces++;
    }
    assertThat(pieces).isEqualTo(2);
    assertThat(pool.allocatedBytes()).isEqualTo(2L * size);
  }

  @Test
  void whatWasBegunIsASegmentWhenNobodyPreparesAnyMore() {
    int size = 256 << 10;
    List<Runnable> work = new ArrayList<>();
    SegmentPool pool =
        new SegmentPool(
            10L * size,
            size,
            2,
            piece -> {
              if (!work.isEmpty()) {
                throw new RejectedExecutionException();
              }
              work.add(piece);
            });
    pool.take(false);
    work.get(0).run();
    assertThat(pool.allocatedBytes()).isEqualTo(2L * size);
  }

  @Test
  void whatIsPreparedForALogThatHasEndedGoesBackToTheMachine() {
    List<Runnable> work = new ArrayList<>();
    SegmentPool pool = new SegmentPool(10 * KIB_4, KIB_4, 2, work::add);
    pool.giveBack(pool.take(false));
    pool.releaseIdle();
    work.remove(0).run();
    assertThat(pool.allocatedBytes()).isZero();
  }

  @Test
  void memoryStaysWithinTheBoundWhateverIsTaken() {
    Seed.each(
        100,
        seed -> {
          Rng rng = new Rng(seed);
          long bytes = rng.between(8, 40) * (long) KIB_4 + rng.below(KIB_4);
          SegmentPool pool = new SegmentPool(bytes, KIB_4, 2, Runnable::run);
          List<Segment> out = new ArrayList<>();
          int held = 0;
          for (int step = 0; step < 300; step++) {
            Segment taken = null;
            switch (rng.below(5)) {
              case 0 -> taken = pool.take(rng.percent(20));
              case 1 -> taken = pool.takeOversized(rng.between(KIB_4, 8 * KIB_4), 0);
              case 2 -> held += pool.hold(2) ? 2 : 0;
              case 3 -> {
                if (held > 0) {
                  taken = pool.takeHeld();
                  held--;
                }
              }
              default -> {
                if (!out.isEmpty()) {
                  pool.giveBack(out.remove(rng.below(out.size())));
                }
              }
            }
            if (taken != null) {
              assertThat(pool.at(taken.slot())).isSameAs(taken);
              assertThat(out).doesNotContain(taken);
              taken.open(pool.nextGeneration(), 0, 0);
              taken.memory().putLong(taken.memory().capacity() - 8, seed);
              out.add(taken);
            }
            assertThat(pool.allocatedBytes()).isLessThanOrEqualTo(bytes);
          }
          out.forEach(pool::giveBack);
          pool.unhold(held);
          assertThat(pool.segmentsOut()).isZero();
          assertThat(pool.segmentsFree()).isEqualTo((int) (bytes / KIB_4) - 2);
        });
  }

  @Test
  void aGenerationIsNeverUsedTwice() {
    SegmentPool pool = new SegmentPool(10 * KIB_4, KIB_4, 2, Runnable::run);
    long before = 0;
    for (int i = 0; i < 50; i++) {
      Segment segment = i % 3 == 0 ? pool.takeOversized(2 * KIB_4, 0) : pool.take(false);
      segment.open(pool.nextGeneration(), 0, 0);
      assertThat(segment.generation()).isGreaterThan(before);
      before = segment.generation();
      pool.giveBack(segment);
    }
  }

  @Test
  void refusesSizesThatHaveNoAddresses() {
    assertThatThrownBy(() -> new SegmentPool(1 << 20, 5000, 2, Runnable::run))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SegmentPool(1 << 20, 2048, 2, Runnable::run))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SegmentPool(SegmentPool.BYTES_MAX + 1, 4096, 2, Runnable::run))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void segmentsAreManyWithinReason() {
    assertThat(SegmentPool.segmentBytesFor(1)).isEqualTo(4 << 10);
    assertThat(SegmentPool.segmentBytesFor(1 << 20)).isEqualTo(32 << 10);
    assertThat(SegmentPool.segmentBytesFor(100 << 20)).isEqualTo(512 << 10);
    assertThat(SegmentPool.segmentBytesFor(256 << 20)).isEqualTo(1 << 20);
    assertThat(SegmentPool.segmentBytesFor(32L << 30)).isEqualTo(4 << 20);
  }
}
