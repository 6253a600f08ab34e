package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.log.LogBytes;
import io.spanweir.core.log.SegmentPool;
import io.spanweir.core.log.SpanLog;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The span log and the trace table's extents together, against lists of byte arrays: whatever is
 * appended, released and moved, every live trace reads the same, the books agree, and at the end
 * every segment is back.
 */
class TraceLogModelTest {
  private static final int SEGMENT = 4096;
  private static final long BUFFER = 48L * SEGMENT;

  /** A run as the model remembers it. */
  private static final class Run {
    private final byte[] bytes;
    private final byte[] context;
    private final int resourceBytes;
    private final int arrival;

    Run(byte[] bytes, byte[] context, int resourceBytes, int arrival) {
      this.bytes = bytes;
      this.context = context;
      this.resourceBytes = resourceBytes;
      this.arrival = arrival;
    }
  }

  /** A trace as the model remembers it: its runs, the earliest first. */
  private static final class Trace {
    private final int row;
    private final long id;
    private final List<Run> runs = new ArrayList<>();

    Trace(int row, long id) {
      this.row = row;
      this.id = id;
    }
  }

  /** Everything under test, and the model beside it. */
  private static final class World {
    final Rng rng;
    final SegmentPool pool = new SegmentPool(BUFFER, SEGMENT, 2, Runnable::run);
    final SpanLog log = new SpanLog(pool, new VirtualClock());
    final TraceTable table = new TraceTable(17);
    final List<Trace> traces = new ArrayList<>();
    final List<byte[]> contexts = new ArrayList<>();
    int evacuations;
    int oversized;
    int full;

    World(long seed) {
      rng = new Rng(seed);
      for (int i = 0; i < 5; i++) {
        contexts.add(bytes(rng.between(0, 200)));
      }
      contexts.add(bytes(2 * SEGMENT + 5));
    }

    byte[] bytes(int length) {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = (byte) rng.below(256);
      }
      return bytes;
    }

    void step() {
      int dice = rng.below(100);
      if (dice < 70 || traces.isEmpty()) {
        append(dice < 15 || traces.isEmpty() ? open() : rng.pick(traces));
      } else if (dice < 82) {
        release(rng.below(traces.size()));
      } else if (dice < 90) {
        releaseHead(rng.pick(traces));
      } else if (log.evacuate(this::move, rng.below(100) / 100.0)) {
        evacuations++;
      }
    }

    Trace open() {
      long id = rng.id();
      Trace trace = new Trace(table.add(table.hash(1, id), 1, id, 0, 0), id);
      traces.add(trace);
      return trace;
    }

    void append(Trace trace) {
      int length = rng.percent(3) ? rng.between(SEGMENT, 3 * SEGMENT) : rng.between(8, 700);
      byte[] bytes = bytes(length);
      LogBytes.LONG.set(bytes, 0, trace.id);
      byte[] context = rng.percent(2) ? contexts.get(5) : contexts.get(rng.below(5));
      Run run = new Run(bytes, context, context.length / 3, Math.max(0, rng.below(9) - 4));
      if (!log.ensureRoom(context.length, length)) {
        full++;
        return;
      }
      oversized += length + context.length > SEGMENT ? 1 : 0;
      long hash = LogBytes.hash(context, 0, context.length);
      int ref = log.findContext(hash, context, 0, run.resourceBytes, context.length);
      if (ref == 0) {
        ref = log.addContext(hash, context, 0, run.resourceBytes, context.length);
      }
      int address = log.openRun(length, table.head(trace.row), ref, run.arrival);
      int half = length / 2;
      log.write(bytes, 0, half);
      log.write(bytes, half, length - half);
      table.addRun(trace.row, address, log.closeRun(), log);
      trace.runs.add(run);
    }

    void release(int number) {
      Trace trace = traces.remove(number);
      table.releaseRuns(trace.row, log);
      table.remove(trace.row);
    }

    void releaseHead(Trace trace) {
      if (!trace.runs.isEmpty()) {
        table.releaseHead(trace.row, log);
        trace.runs.remove(trace.runs.size() - 1);
      }
    }

    void move(int address) {
      byte[] bytes = new byte[log.length(address)];
      log.read(address, bytes, 0);
      long id = (long) LogBytes.LONG.get(bytes, 0);
      int row = table.find(table.hash(1, id), 1, id);
      if (row != TraceTable.NONE && table.bytesIn(row, log.slot(address), log) > 0) {
        table.moveRuns(row, log.slot(address), log);
        assertThat(table.bytesIn(row, log.slot(address), log)).isZero();
      }
    }

    void validate() {
      long live = 0;
      for (Trace trace : traces) {
        live += validate(trace);
      }
      assertThat(log.liveBytes()).isEqualTo(live);
      assertThat(pool.allocatedBytes()).isLessThanOrEqualTo(BUFFER);
    }

    long validate(Trace trace) {
      assertThat(table.find(table.hash(1, trace.id), 1, trace.id)).isEqualTo(trace.row);
      long frames = 0;
      Set<Integer> slots = new HashSet<>();
      int address = table.head(trace.row);
      for (int i = trace.runs.size() - 1; i >= 0; i--) {
        Run run = trace.runs.get(i);
        byte[] bytes = new byte[log.length(address)];
        log.read(address, bytes, 0);
        assertThat(bytes).isEqualTo(run.bytes);
        byte[] context = new byte[log.contextLength(address)];
        log.readContext(address, context, 0);
        assertThat(context).isEqualTo(run.context);
        assertThat(log.contextResourceLength(address)).isEqualTo(run.resourceBytes);
        assertThat(log.arrival(address)).isEqualTo(run.arrival);
        int header = run.arrival == SpanLog.NO_ARRIVAL ? 12 : 16;
        assertThat(log.frame(address)).isEqualTo((header + run.bytes.length + 7) / 8 * 8);
        frames += log.frame(address);
        slots.add(log.slot(address));
        address = log.link(address);
      }
      assertThat(address).isEqualTo(SpanLog.NONE);
      assertThat(table.logBytes(trace.row)).isEqualTo(frames);
      long inSlots = 0;
      for (int slot : slots) {
        inSlots += table.bytesIn(trace.row, slot, log);
      }
      assertThat(inSlots).isEqualTo(frames);
      return frames;
    }
  }

  @Test
  void readsWhatWasWritten() {
    int[] seen = new int[3];
    Seed.each(
        60,
        seed -> {
          World world = new World(seed);
          for (int i = 0; i < 400; i++) {
            world.step();
            world.validate();
          }
          while (!world.traces.isEmpty()) {
            world.release(0);
          }
          assertThat(world.log.liveBytes()).isZero();
          assertThat(world.pool.segmentsOut()).as("segments that are out").isZero();
          world.log.close();
          assertThat(world.pool.segmentsOut()).isZero();
          seen[0] += world.evacuations;
          seen[1] += world.oversized;
          seen[2] += world.full;
        });
    assertThat(seen).as("evacuations, oversized runs, full logs").doesNotContain(0);
  }

  @Test
  void fillsWithOneLongTraceAmongManyShortOnes() {
    World world = new World(3);
    Trace giant = world.open();
    for (int i = 0; i < 3000; i++) {
      world.append(i % 10 == 0 ? giant : world.open());
      if (i % 10 == 9) {
        while (world.traces.size() > 1) {
          world.release(1);
        }
      }
      if (world.pool.segmentsFree() < 8 && !world.log.evacuate(world::move, 0.9)) {
        world.releaseHead(giant);
      }
    }
    world.validate();
    assertThat(world.evacuations + (int) world.log.evacuatedBytes()).isPositive();
  }
}
