package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The ring beside a list that never forgets. */
class DecisionRecordsTest {
  /** What was noted. */
  private static final class Noted {
    final long id;
    final int decision;
    final long nanos;
    int late;

    Noted(long id, int decision, long nanos) {
      this.id = id;
      this.decision = decision;
      this.nanos = nanos;
    }
  }

  private final TraceTable table = new TraceTable(3);
  private final List<Noted> model = new ArrayList<>();

  private void decide(DecisionRecords records, long id, int decision, long nanos) {
    int row = table.add(table.hash(id, id), id, id, Shard.OPEN, 0);
    table.addSpans(row, 7);
    table.bits(row, id);
    table.addTimes(row, 1, 1 + id);
    records.add(table, row, DecisionReason.EVICTED, decision, 5, nanos);
    table.remove(row);
    model.add(new Noted(id, decision, nanos));
  }

  private void check(DecisionRecords records, int capacity, long id) {
    int number = records.find(table.hash(id, id), id, id);
    int from = Math.max(0, model.size() - capacity);
    for (int i = model.size() - 1; i >= from; i--) {
      Noted noted = model.get(i);
      if (noted.id == id) {
        assertThat(records.idHigh(number)).isEqualTo(id);
        assertThat(records.bits(number)).isEqualTo(id);
        assertThat(records.durationNanos(number)).isEqualTo(id);
        assertThat(records.reason(number)).isEqualTo(DecisionReason.EVICTED);
        assertThat(records.decision(number)).isEqualTo(noted.decision);
        assertThat(records.momentNanos(number)).isEqualTo(noted.nanos);
        assertThat(records.version(number)).isEqualTo(5);
        assertThat(records.spans(number)).isEqualTo(7);
        assertThat(records.late(number)).isEqualTo(noted.late);
        number = records.before(number);
      }
    }
    assertThat(number).isEqualTo(DecisionRecords.NONE);
  }

  @Test
  void theLatestAreThereAndTheOthersAreNot() {
    Seed.each(
        30,
        seed -> {
          Rng rng = new Rng(seed);
          model.clear();
          int capacity = rng.pick(List.of(1, 2, 64, 4096));
          DecisionRecords records = new DecisionRecords(capacity);
          assertThat(records.oldest()).isEqualTo(DecisionRecords.NONE);
          int ids = rng.between(1, 3 * capacity);
          for (int i = 0; i < 2000 + 2 * capacity; i++) {
            long id = rng.between(1, ids);
            if (rng.percent(60)) {
              decide(records, id, rng.between(-9, 9), i);
            } else {
              late(records, capacity, id);
            }
            if (i % 16 == 0) {
              check(records, capacity, rng.between(1, ids));
            }
          }
          int first = model.size() - capacity;
          assertThat(records.momentNanos(records.oldest())).isEqualTo(model.get(first).nanos);
          assertThat(records.newest() - records.oldest()).isEqualTo(capacity - 1);
          assertThat(records.complete()).isFalse();
        });
  }

  /** Late spans are noted on the latest record of their trace. */
  private void late(DecisionRecords records, int capacity, long id) {
    records.addLate(table.hash(id, id), id, id, 2);
    for (int i = model.size() - 1; i >= Math.max(0, model.size() - capacity); i--) {
      if (model.get(i).id == id) {
        model.get(i).late += 2;
        return;
      }
    }
  }

  @Test
  void noneAreKeptWhereNoneAreWanted() {
    DecisionRecords records = new DecisionRecords(0);
    decide(records, 1, 0, 1);
    records.addLate(table.hash(1, 1), 1, 1, 1);
    assertThat(records.find(table.hash(1, 1), 1, 1)).isEqualTo(DecisionRecords.NONE);
    assertThat(records.oldest()).isEqualTo(DecisionRecords.NONE);
    assertThat(records.complete()).isFalse();
  }
}
