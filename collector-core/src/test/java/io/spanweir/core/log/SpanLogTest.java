package io.spanweir.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One log by itself; with the trace table it is held to a model in processors. */
class SpanLogTest {
  private static final int SEGMENT = 4096;

  private final SegmentPool pool = new SegmentPool(40 * SEGMENT, SEGMENT, 2, Runnable::run);
  private final SpanLog log = new SpanLog(pool, new VirtualClock());

  private static int append(SpanLog to, byte[] run, byte[] context) {
    assertThat(to.ensureRoom(context.length, run.length)).isTrue();
    long hash = LogBytes.hash(context, 0, context.length);
    int ref = to.findContext(hash, context, 0, 1, context.length);
    if (ref == 0) {
      ref = to.addContext(hash, context, 0, 1, context.length);
    }
    int address = to.openRun(run.length, SpanLog.NONE, ref, 3);
    to.write(run, 0, run.length);
    to.closeRun();
    return address;
  }

  private static byte[] filled(int length, int with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  private byte[] run(int address) {
    byte[] bytes = new byte[log.length(address)];
    log.read(address, bytes, 0);
    return bytes;
  }

  private byte[] context(int address) {
    byte[] bytes = new byte[log.contextLength(address)];
    log.readContext(address, bytes, 0);
    return bytes;
  }

  @Test
  void aContextStandsOnceInASegment() {
    byte[] context = filled(500, 1);
    int before = append(log, filled(10, 2), context);
    for (int i = 0; i < 20; i++) {
      append(log, filled(10, i), context);
    }
    assertThat(log.segments()).isEqualTo(1);
    int other = append(log, filled(10, 3), filled(501, 1));
    assertThat(context(before)).isEqualTo(context);
    assertThat(context(other)).hasSize(501);
    assertThat(log.contextResourceLength(other)).isEqualTo(1);
  }

  @Test
  void contextsAreToldApartByTheirBytesAndTheirParts() {
    byte[] bytes = filled(20, 7);
    assertThat(log.ensureRoom(20, 0)).isTrue();
    int ref = log.addContext(5, bytes, 0, 4, 20);
    assertThat(log.findContext(5, bytes, 0, 4, 20)).isEqualTo(ref);
    assertThat(log.findContext(5, bytes, 0, 5, 20)).isZero();
    assertThat(log.findContext(5, bytes, 0, 4, 19)).isZero();
    assertThat(log.findContext(5, filled(20, 8), 0, 4, 20)).isZero();
    assertThat(log.findContext(6, bytes, 0, 4, 20)).isZero();
  }

  @Test
  void whatFitsNoSegmentGetsOneOfItsOwn() {
    List<Integer> addresses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      addresses.add(append(log, filled(3 * SEGMENT, i), filled(i * SEGMENT, 40 + i)));
      addresses.add(append(log, filled(9, 10 + i), filled(i * SEGMENT / 8, 50 + i)));
    }
    for (int i = 0; i < 5; i++) {
      assertThat(run(addresses.get(2 * i))).isEqualTo(filled(3 * SEGMENT, i));
      assertThat(context(addresses.get(2 * i))).isEqualTo(filled(i * SEGMENT, 40 + i));
      assertThat(run(addresses.get(2 * i + 1))).isEqualTo(filled(9, 10 + i));
    }
    for (int address : addresses) {
      log.release(log.slot(address), log.frame(address));
    }
    assertThat(log.liveBytes()).isZero();
    assertThat(pool.segmentsOut()).isZero();
  }

  @Test
  void aLogInWhichNothingLivesHoldsNothing() {
    int address = append(log, filled(10, 1), filled(10, 2));
    long stamp = log.stamp(address);
    long head = log.headStamp();
    log.release(log.slot(address), SpanLog.frameBytes(10));
    assertThat(pool.segmentsOut()).isZero();
    assertThat(log.headStamp()).as("references into the head are of no use").isNotEqualTo(head);
    int again = append(log, filled(10, 1), filled(10, 2));
    assertThat(again).isEqualTo(address);
    assertThat(log.stamp(again)).isNotEqualTo(stamp);
  }

  @Test
  void aFullLogSaysSoAndChangesNothing() {
    List<Integer> addresses = new ArrayList<>();
    while (log.ensureRoom(0, 1000)) {
      addresses.add(append(log, filled(1000, addresses.size()), new byte[0]));
    }
    assertThat(addresses).hasSize(38 * 3);
    assertThat(log.reserveRoom(2000, 0, 2)).isFalse();
    long live = log.liveBytes();
    assertThat(log.ensureRoom(0, 3 * SEGMENT)).isFalse();
    assertThat(log.liveBytes()).isEqualTo(live);
    for (int i = 0; i < addresses.size(); i++) {
      assertThat(run(addresses.get(i))).isEqualTo(filled(1000, i));
    }
    log.close();
    assertThat(pool.segmentsOut()).isZero();
  }

  @Test
  void freesInAnyOrder() {
    int first = append(log, filled(3000, 1), new byte[0]);
    int second = append(log, filled(3000, 2), new byte[0]);
    int third = append(log, filled(3000, 3), new byte[0]);
    assertThat(log.segments()).isEqualTo(3);
    log.release(log.slot(second), SpanLog.frameBytes(3000));
    assertThat(log.segments()).isEqualTo(2);
    assertThat(run(first)).isEqualTo(filled(3000, 1));
    assertThat(run(third)).isEqualTo(filled(3000, 3));
  }

  @Test
  void movesSurvivorsAndKeepsWhenTheyCame() {
    int dead = append(log, filled(3000, 1), filled(20, 9));
    int survivor = append(log, filled(100, 2), filled(20, 9));
    append(log, filled(3500, 3), filled(20, 9));
    log.release(log.slot(dead), SpanLog.frameBytes(3000));
    int[] moved = {SpanLog.NONE};
    boolean freed =
        log.evacuate(
            address -> {
              if (address == survivor) {
                moved[0] = log.move(address, SpanLog.NONE);
              }
            },
            0.5);
    assertThat(freed).isTrue();
    assertThat(log.slot(moved[0])).isNotEqualTo(log.slot(survivor));
    assertThat(run(moved[0])).isEqualTo(filled(100, 2));
    assertThat(context(moved[0])).isEqualTo(filled(20, 9));
    assertThat(log.arrival(moved[0])).isEqualTo(3);
    assertThat(log.evacuatedBytes()).isEqualTo(100);
  }

  @Test
  void whatIsTooFullIsNotWorthMoving() {
    append(log, filled(3000, 1), new byte[0]);
    append(log, filled(3000, 2), new byte[0]);
    assertThat(log.evacuate(address -> {}, 0.5)).isFalse();
    assertThat(log.evacuate(address -> {}, 0.9)).as("nobody wants it, nothing is freed").isFalse();
  }

  @Test
  void aRunThatNobodyWaitsForHasAShorterHeader() {
    assertThat(log.ensureRoom(0, 100)).isTrue();
    int quiet = log.openRun(4, SpanLog.NONE, 0, SpanLog.NO_ARRIVAL);
    log.write(filled(4, 1), 0, 4);
    assertThat(log.closeRun()).isEqualTo(16).isEqualTo(log.frame(quiet));
    int awaited = log.openRun(4, quiet, 0, -1);
    log.write(filled(4, 2), 0, 4);
    assertThat(log.closeRun()).isEqualTo(24).isEqualTo(log.frame(awaited));
    assertThat(log.arrival(quiet)).isEqualTo(SpanLog.NO_ARRIVAL);
    assertThat(log.arrival(awaited)).isEqualTo(-1);
    assertThat(log.link(awaited)).isEqualTo(quiet);
    assertThat(run(quiet)).isEqualTo(filled(4, 1));
    assertThat(run(awaited)).isEqualTo(filled(4, 2));
    assertThat(log.liveBytes()).isEqualTo(40);
  }

  @Test
  void aRunMustHaveTheBytesItWasOpenedFor() {
    assertThat(log.ensureRoom(0, 10)).isTrue();
    log.openRun(10, SpanLog.NONE, 0, 0);
    log.write(new byte[9], 0, 9);
    assertThatThrownBy(log::closeRun).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void moreThanIsLiveCannotBeReleased() {
    int address = append(log, filled(10, 1), new byte[0]);
    assertThatThrownBy(() -> log.release(log.slot(address), 1000))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Two logs on one pool that is nearly full: what one reserved the other can't take away. */
  @Test
  void whatIsReservedFits() {
    int[] reserved = new int[2];
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          SegmentPool shared =
              new SegmentPool(rng.between(10, 60) * SEGMENT, SEGMENT, 4, Runnable::run);
          SpanLog one = new SpanLog(shared, new VirtualClock());
          SpanLog other = new SpanLog(shared, new VirtualClock());
          for (int round = 0; round < 20; round++) {
            List<byte[]> contexts = new ArrayList<>();
            long contextBytes = 0;
            for (int c = rng.between(1, 3); c > 0; c--) {
              int length = rng.percent(5) ? rng.below(2 * SEGMENT) : rng.below(200);
              contexts.add(filled(length, c));
              contextBytes += SpanLog.frameBytes(length);
            }
            int longest = rng.pick(List.of(50, 1000, SEGMENT - 100, 3 * SEGMENT));
            List<byte[]> runs = new ArrayList<>();
            long runBytes = 0;
            for (int r = rng.between(1, 12); r > 0; r--) {
              byte[] run = filled(rng.below(longest), r);
              runs.add(run);
              runBytes += SpanLog.frameBytes(run.length);
            }
            boolean fits = one.reserveRoom(runBytes, contextBytes, runs.size());
            reserved[fits ? 0 : 1]++;
            while (rng.percent(50) && other.ensureRoom(0, 3000)) {
              append(other, filled(3000, 1), new byte[0]);
            }
            long all = (long) shared.segmentsFreeAtMost() * SEGMENT;
            if (fits && 4 * (runBytes + contextBytes) < all) {
              for (byte[] run : runs) {
                append(one, run, rng.pick(contexts));
              }
            }
            one.releaseRoom();
          }
        });
    assertThat(reserved).as("reserved, refused").doesNotContain(0);
  }
}
