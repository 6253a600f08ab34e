package io.spanweir.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import org.junit.jupiter.api.Test;

class SpanIndexTest {
  @Test
  void growsAndKeepsEveryFact() {
    SpanIndex index = new SpanIndex();
    fill(index, 1000);
    assertThat(index.size()).isEqualTo(1000);
    assertFilled(index, 1000);
    index.truncate(10);
    assertThat(index.size()).isEqualTo(10);
    assertFilled(index, 10);
    index.clear();
    assertThat(index.size()).isZero();
    assertThat(index.capacity()).isGreaterThanOrEqualTo(1000);
    fill(index, 3);
    assertFilled(index, 3);
  }

  @Test
  void codesAreCutToAByte() {
    SpanIndex index = new SpanIndex();
    int row = index.add(1, 2, 3, 4);
    index.facts(row, -1, -2, 2, 5, -1);
    assertThat(index.startNanos(row)).isEqualTo(-1);
    assertThat(index.endNanos(row)).isEqualTo(-2);
    assertThat(index.status(row)).isEqualTo(2);
    assertThat(index.kind(row)).isEqualTo(5);
    assertThat(index.flags(row)).isEqualTo(-1);
  }

  private static void fill(SpanIndex index, int rows) {
    Rng rng = new Rng(5);
    for (int row = 0; row < rows; row++) {
      index.add(rng.nextLong(), rng.nextLong(), rng.nextLong(), rng.nextLong());
      int offset = rng.below(1000);
      index.place(row, row, offset, offset + 3, offset + 100 + row);
      index.facts(row, rng.nextLong(), rng.nextLong(), row % 3, row % 6, (int) rng.nextLong());
      index.scope(row, row * 7);
    }
  }

  private static void assertFilled(SpanIndex index, int rows) {
    Rng rng = new Rng(5);
    for (int row = 0; row < rows; row++) {
      assertThat(index.traceIdHigh(row)).isEqualTo(rng.nextLong());
      assertThat(index.traceIdLow(row)).isEqualTo(rng.nextLong());
      assertThat(index.spanId(row)).isEqualTo(rng.nextLong());
      assertThat(index.parentSpanId(row)).isEqualTo(rng.nextLong());
      int offset = rng.below(1000);
      assertThat(index.chunk(row)).isEqualTo(row);
      assertThat(index.offset(row)).isEqualTo(offset);
      assertThat(index.bodyOffset(row)).isEqualTo(offset + 3);
      assertThat(index.end(row)).isEqualTo(offset + 100 + row);
      assertThat(index.length(row)).isEqualTo(100 + row);
      assertThat(index.startNanos(row)).isEqualTo(rng.nextLong());
      assertThat(index.endNanos(row)).isEqualTo(rng.nextLong());
      assertThat(index.status(row)).isEqualTo(row % 3);
      assertThat(index.kind(row)).isEqualTo(row % 6);
      assertThat(index.flags(row)).isEqualTo((int) rng.nextLong());
      assertThat(index.scope(row)).isEqualTo(row * 7);
    }
  }

  /** Rows are left out by moving those that stay over them, and cutting the rest off. */
  @Test
  void rowsThatMoveKeepEveryFact() {
    SpanIndex index = new SpanIndex();
    fill(index, 200);
    SpanIndex whole = new SpanIndex();
    fill(whole, 200);
    int kept = 0;
    for (int row = 0; row < 200; row++) {
      index.attributes(row, row, row + 5);
      index.sketch(row, row, row + 1, row + 2);
      if (row % 3 == 1) {
        index.moveRow(row, kept++);
      }
    }
    assertThat(index.size()).as("moving alone drops nothing").isEqualTo(200);
    index.truncate(kept);
    for (int row = 0; row < kept; row++) {
      int from = 3 * row + 1;
      assertThat(index.traceIdHigh(row)).isEqualTo(whole.traceIdHigh(from));
      assertThat(index.traceIdLow(row)).isEqualTo(whole.traceIdLow(from));
      assertThat(index.spanId(row)).isEqualTo(whole.spanId(from));
      assertThat(index.parentSpanId(row)).isEqualTo(whole.parentSpanId(from));
      assertThat(index.chunk(row)).isEqualTo(from);
      assertThat(index.offset(row)).isEqualTo(whole.offset(from));
      assertThat(index.bodyOffset(row)).isEqualTo(whole.bodyOffset(from));
      assertThat(index.end(row)).isEqualTo(whole.end(from));
      assertThat(index.startNanos(row)).isEqualTo(whole.startNanos(from));
      assertThat(index.endNanos(row)).isEqualTo(whole.endNanos(from));
      assertThat(index.status(row)).isEqualTo(whole.status(from));
      assertThat(index.kind(row)).isEqualTo(whole.kind(from));
      assertThat(index.flags(row)).isEqualTo(whole.flags(from));
      assertThat(index.scope(row)).isEqualTo(whole.scope(from));
      assertThat(index.attributesFrom(row)).isEqualTo(from);
      assertThat(index.attributesTo(row)).isEqualTo(from + 5);
      assertThat(index.keys(row)).isEqualTo(from);
      assertThat(index.typedKeys(row)).isEqualTo(from + 1);
      assertThat(index.pairs(row)).isEqualTo(from + 2);
    }
  }

  @Test
  void whatTheSketchesTellOfIsWhatAllOfThemDo() {
    SpanIndex wide = new SpanIndex();
    SpanIndex narrow = new SpanIndex();
    wide.tellsOnlyOf(0b0110);
    narrow.tellsOnlyOf(0b0011);
    narrow.add(1, 2, 3, 0);
    assertThat(wide.tellsOf(0b0110)).isTrue();
    assertThat(wide.tellsOf(0b1000)).isFalse();
    wide.copyRow(narrow, 0, 0, 0);
    assertThat(wide.tellsOf(0b0010)).isTrue();
    assertThat(wide.tellsOf(0b0100)).isFalse();
    assertThat(wide.tellsOf(0b0001)).isFalse();
    wide.clear();
    assertThat(wide.tellsOf(-1)).isTrue();
  }
}
