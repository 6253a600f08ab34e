package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.log.LogBytes;
import io.spanweir.core.log.SegmentPool;
import io.spanweir.core.log.SpanLog;
import io.spanweir.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The log and the trace table together against a plain map of what every trace holds: random
 * appends, releases, partial releases and evacuations in segments so small that all of them happen
 * all the time. After every step each live trace can be read back byte by byte, and the live bytes
 * are those of the live traces.
 */
class LogModelTest {
  private static final int SEGMENT_BYTES = 4096;

  private final VirtualClock clock = new VirtualClock();
  private final SegmentPool pool = new SegmentPool(64 * SEGMENT_BYTES, SEGMENT_BYTES, 2);
  private final SpanLog log = new SpanLog(pool, clock);
  private final TraceTable table = new TraceTable(7);
  private final Map<Integer, List<byte[]>> model = new HashMap<>();
  private final Map<Integer, Long> ids = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyLiveTraceReadsBack(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long nextId = 1;
    for (int step = 0; step < 3000; step++) {
      int action = random.nextInt(100);
      if (action < 20) {
        long id = nextId++;
        int row = table.add(table.hash(0, id), 0, id, 0, 0);
        model.put(row, new ArrayList<>());
        ids.put(row, id);
      } else if (action < 70 && !model.isEmpty()) {
        append(pick(random), random, (byte) step);
      } else if (action < 80 && !model.isEmpty()) {
        release(pick(random));
      } else if (action < 85 && !model.isEmpty()) {
        releaseHead(pick(random));
      } else if (action < 90) {
        log.evacuate(this::onEvacuate, 0.9);
      }
      if (step % 50 == 0) {
        check();
      }
    }
    check();
    for (int row : List.copyOf(model.keySet())) {
      release(row);
    }
    assertThat(log.liveBytes()).isZero();
    assertThat(log.evacuatedBytes()).isPositive();
    int held = log.segments();
    log.close();
    assertThat(held).isLessThanOrEqualTo(1);
    assertThat(pool.segmentsFree()).isEqualTo(62);
  }

  private int pick(SplittableRandom random) {
    List<Integer> rows = new ArrayList<>(model.keySet());
    return rows.get(random.nextInt(rows.size()));
  }

  /** A run starts with its trace's id, which is how an evacuation finds its owner here. */
  private void append(int row, SplittableRandom random, byte fill) {
    int max = random.nextInt(50) == 0 ? 3 * SEGMENT_BYTES : 300;
    byte[] run = new byte[8 + random.nextInt(max)];
    Arrays.fill(run, fill);
    LogBytes.LONG.set(run, 0, (long) ids.get(row));
    byte[] context = new byte[random.nextInt(40)];
    Arrays.fill(context, (byte) random.nextInt(4));
    if (!log.ensureRoom(context.length, run.length)) {
      return;
    }
    long hash = LogBytes.hash(context, 0, context.length);
    int half = context.length / 2;
    int ref = log.findContext(hash, context, 0, half, context.length);
    if (ref == 0) {
      ref = log.addContext(hash, context, 0, half, context.length);
    }
    int address = log.openRun(run.length, table.head(row), ref, 5);
    log.write(run, 0, 3);
    log.write(run, 3, run.length - 3);
    log.closeRun();
    table.addRun(row, address, SpanLog.frameBytes(run.length), log);
    byte[] expected = Arrays.copyOf(run, run.length + context.length);
    System.arraycopy(context, 0, expected, run.length, context.length);
    model.get(row).add(expected);
  }

  private void release(int row) {
    table.releaseRuns(row, log);
    table.remove(row);
    model.remove(row);
    ids.remove(row);
  }

  private void releaseHead(int row) {
    if (table.head(row) == SpanLog.NONE) {
      return;
    }
    byte[] head = read(table.head(row));
    table.releaseHead(row, log);
    List<byte[]> runs = model.get(row);
    for (int i = 0; i < runs.size(); i++) {
      if (Arrays.equals(runs.get(i), head)) {
        runs.remove(i);
        return;
      }
    }
    throw new AssertionError("the head of a trace is no run of it");
  }

  private void onEvacuate(int address) {
    byte[] run = new byte[log.length(address)];
    log.read(address, run, 0);
    long id = (long) LogBytes.LONG.get(run, 0);
    int row = table.find(table.hash(0, id), 0, id);
    if (row != TraceTable.NONE) {
      table.moveRun(row, address, log);
    }
  }

  private byte[] read(int address) {
    int length = log.length(address);
    byte[] all = new byte[length + log.contextLength(address)];
    log.read(address, all, 0);
    log.readContext(address, all, length);
    return all;
  }

  private void check() {
    long live = 0;
    for (Map.Entry<Integer, List<byte[]>> trace : model.entrySet()) {
      List<byte[]> runs = new ArrayList<>();
      long bytes = 0;
      for (int run = table.head(trace.getKey()); run != SpanLog.NONE; run = log.link(run)) {
        runs.add(read(run));
        assertThat(log.arrival(run)).isEqualTo(5);
        bytes += SpanLog.frameBytes(log.length(run));
      }
      assertThat(runs).containsExactlyInAnyOrderElementsOf(trace.getValue());
      assertThat(table.logBytes(trace.getKey())).isEqualTo(bytes);
      live += bytes;
    }
    assertThat(log.liveBytes()).isEqualTo(live);
    assertThat(table.size()).isEqualTo(model.size());
  }
}
