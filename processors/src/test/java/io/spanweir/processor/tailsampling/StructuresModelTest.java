package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Index, rows and decision cache where they are worst: colliding hashes, reuse, small sets. */
class StructuresModelTest {
  /** An index over ids in a list, whose hashes a test chooses. */
  private static final class Indexed implements TraceIndex.Match {
    final TraceIndex index = new TraceIndex(this);
    final List<Long> ids = new ArrayList<>();
    final List<Integer> hashes = new ArrayList<>();
    final Map<Integer, Integer> there = new HashMap<>();

    @Override
    public boolean matches(int row, long idHigh, long idLow) {
      return ids.get(row) == idLow;
    }

    boolean add(int hash) {
      int row = ids.size();
      ids.add((long) row * 3);
      hashes.add(hash);
      boolean added = index.add(hash, row);
      if (added) {
        there.put(row, hash);
      }
      return added;
    }

    void remove(int row) {
      index.remove(hashes.get(row), row);
      there.remove(row);
    }

    void check() {
      assertThat(index.size()).isEqualTo(there.size());
      for (int row = 0; row < ids.size(); row++) {
        assertThat(index.find(hashes.get(row), 0, ids.get(row)))
            .isEqualTo(there.containsKey(row) ? row : TraceIndex.NONE);
      }
    }
  }

  @Test
  void anIndexOfCollidingHashesFindsAll() {
    Seed.each(
        20,
        seed -> {
          Rng rng = new Rng(seed);
          Indexed indexed = new Indexed();
          int homes = rng.pick(List.of(3, 40, 1024));
          for (int step = 0; step < 3000; step++) {
            if (rng.percent(70) || indexed.there.isEmpty()) {
              // Few pages, few homes at the end of a page: long probes that wrap around.
              int page = rng.below(4) << 30;
              indexed.add(page | rng.below(1 << 10) << 12 | (1023 - rng.below(homes)));
            } else {
              List<Integer> rows = new ArrayList<>(indexed.there.keySet());
              indexed.remove(rng.pick(rows));
            }
            if (step % 300 == 0) {
              indexed.check();
            }
          }
          indexed.check();
          for (int row : List.copyOf(indexed.there.keySet())) {
            indexed.remove(row);
          }
          indexed.check();
        });
  }

  @Test
  void equalHashesFillAPageAndNoMore() {
    Indexed indexed = new Indexed();
    int added = 0;
    while (indexed.add(0x12345678)) {
      added++;
    }
    assertThat(added).isBetween(600, 1023);
    assertThat(indexed.add(0x12345678)).isFalse();
    assertThat(indexed.add(0x92345678)).as("another page").isTrue();
    indexed.check();
    indexed.remove(5);
    assertThat(indexed.add(0x12345678)).isTrue();
    indexed.check();
  }

  @Test
  void rowsKeepWhatIsPutIn() {
    Seed.each(
        10,
        seed -> {
          Rng rng = new Rng(seed);
          Rows rows = new Rows(16);
          Map<Integer, Long> model = new HashMap<>();
          for (int step = 0; step < 60_000; step++) {
            if (rng.percent(60) || model.isEmpty()) {
              int row = rows.take();
              assertThat(model).doesNotContainKey(row);
              long value = rng.nextLong();
              rows.putInt(row, 4, row * 7);
              rows.putLong(row, 8, value);
              model.put(row, value);
            } else {
              int row = model.keySet().iterator().next();
              model.remove(row);
              rows.give(row);
            }
          }
          assertThat(rows.live()).isEqualTo(model.size());
          model.forEach(
              (row, value) -> {
                assertThat(rows.getLong(row, 8)).isEqualTo(value);
                assertThat(rows.getInt(row, 4)).isEqualTo(row * 7);
              });
        });
  }

  @Test
  void aCacheForgetsWhatWasUsedLongestAgoInItsSet() {
    Seed.each(
        20,
        seed -> {
          Rng rng = new Rng(seed);
          int sets = 8;
          DecisionCache cache = new DecisionCache(sets * 4L);
          List<LinkedHashMap<Long, Integer>> model = new ArrayList<>();
          for (int s = 0; s < sets; s++) {
            model.add(new LinkedHashMap<>(8, 0.75f, true));
          }
          for (int step = 0; step < 5000; step++) {
            long id = 1 + rng.below(100);
            int hash = (int) (id * 31);
            LinkedHashMap<Long, Integer> set = model.get(hash & (sets - 1));
            if (rng.percent(40)) {
              cache.put(hash, 9, id, step);
              set.put(id, step);
              if (set.size() > 4) {
                set.remove(set.keySet().iterator().next());
              }
            } else {
              Integer known = set.get(id);
              assertThat(cache.find(hash, 9, id))
                  .isEqualTo(known == null ? DecisionCache.UNKNOWN : known);
            }
            assertThat(cache.find(hash, 8, id)).isEqualTo(DecisionCache.UNKNOWN);
          }
        });
  }

  @Test
  void theEarliestIsPolledFirstWhateverTheTime() {
    Rng rng = new Rng(1);
    TraceTable table = new TraceTable(1);
    TimerWheel wheel = new TimerWheel(table, -5_000_000_000L, 1_000_000, 1_000);
    long now = -5_000_000_000L;
    for (int round = 0; round < 50; round++) {
      Map<Integer, Long> deadlines = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        int row = table.add(table.hash(round, i), round, i, 0, 0);
        long deadline = now + rng.between(0L, 1_000_000L);
        wheel.schedule(row, now, deadline);
        deadlines.put(row, deadline);
      }
      long before = -6_000_000_000L;
      for (int row; (row = wheel.pollEarliest()) != TraceTable.NONE; ) {
        long deadline = deadlines.remove(row);
        assertThat(deadline).isGreaterThan(before - 1_000);
        before = Math.max(before, deadline);
        table.remove(row);
      }
      assertThat(deadlines).isEmpty();
      now += rng.between(0L, 40_000_000L);
    }
  }
}
