package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Index, wheel and cache against plain collections, by random operations from a seed. */
class TraceTableModelTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void findsWhatIsThereAndNothingElse(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TraceTable table = new TraceTable(seed);
    Map<Long, Integer> model = new HashMap<>();
    for (int step = 0; step < 60_000; step++) {
      long id = random.nextLong(30_000) + 1;
      Integer known = model.get(id);
      int found = table.find(table.hash(id * 3, id), id * 3, id);
      assertThat(found).isEqualTo(known == null ? TraceTable.NONE : known);
      if (known == null && random.nextInt(3) > 0) {
        model.put(id, table.add(table.hash(id * 3, id), id * 3, id, 0, 0));
      } else if (known != null && random.nextInt(4) == 0) {
        table.remove(known);
        model.remove(id);
      }
      assertThat(table.size()).isEqualTo(model.size());
    }
  }

  @Test
  void growsToMillionsWithoutLosingOne() {
    TraceTable table = new TraceTable(1);
    int[] rows = new int[2_000_000];
    long most = 0;
    for (int i = 0; i < rows.length; i++) {
      long before = table.slotsMoved();
      rows[i] = table.add(table.hash(i, ~i), i, ~i, 0, 0);
      most = Math.max(most, table.slotsMoved() - before);
    }
    assertThat(most).as("slots and references moved by one trace").isLessThan(20_000);
    for (int i = 0; i < rows.length; i++) {
      if (table.find(table.hash(i, ~i), i, ~i) != rows[i]) {
        throw new AssertionError("trace " + i + " is not found");
      }
    }
    assertThat(table.allocatedBytes() / rows.length).isLessThan(96);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rowsFallDueInTime(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TraceTable table = new TraceTable(seed);
    long now = 123_456_789L;
    TimerWheel wheel = new TimerWheel(table, now, 1_000_000, 1_000);
    TreeMap<Integer, Long> due = new TreeMap<>();
    long nextId = 1;
    for (int step = 0; step < 20_000; step++) {
      int action = random.nextInt(10);
      if (action < 5) {
        int row = table.add(table.hash(0, nextId), 0, nextId++, 0, 0);
        long deadline = now + random.nextLong(1_000_000);
        wheel.schedule(row, now, deadline);
        due.put(row, deadline);
      } else if (action < 7 && !due.isEmpty()) {
        int row = due.firstKey();
        wheel.remove(row);
        table.remove(row);
        due.remove(row);
      } else {
        now += random.nextInt(20) == 0 ? 2_000_000 : random.nextLong(50_000);
        for (int row; (row = wheel.pollDue(now)) != TraceTable.NONE; ) {
          assertThat(due.remove(row)).isLessThanOrEqualTo(now);
          table.remove(row);
        }
        long late = now;
        assertThat(due.values()).allMatch(deadline -> deadline > late - 1_000);
      }
      assertThat(wheel.size()).isEqualTo(due.size());
      long earliest = due.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
      long said = wheel.deadlineNanos();
      assertThat(said == Long.MAX_VALUE).isEqualTo(earliest == Long.MAX_VALUE);
      assertThat(said).isGreaterThanOrEqualTo(Math.min(earliest, now));
    }
  }

  @Test
  void theCacheRemembersTheRecentAndForgetsTheOld() {
    DecisionCache cache = new DecisionCache(1024);
    TraceTable hashes = new TraceTable(3);
    for (long id = 1; id <= 5000; id++) {
      cache.put(hashes.hash(0, id), 0, id, (int) id);
    }
    long remembered = 0;
    for (long id = 4501; id <= 5000; id++) {
      int policy = cache.find(hashes.hash(0, id), 0, id);
      assertThat(policy).isIn((int) id, DecisionCache.UNKNOWN);
      remembered += policy == id ? 1 : 0;
    }
    assertThat(remembered).isGreaterThan(450);
    assertThat(cache.find(hashes.hash(0, 1), 0, 1)).isEqualTo(DecisionCache.UNKNOWN);
    assertThat(new DecisionCache(0).find(1, 2, 3)).isEqualTo(DecisionCache.UNKNOWN);
  }
}
