package io.spanweir.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private final Slices slices = new Slices();

  @Test
  void joinsWhatContinues() {
    slices.addItem();
    slices.addSlice(0, 10, 5);
    slices.addSlice(0, 15, 5);
    slices.addSlice(0, 30, 2);
    slices.addSlice(1, 32, 2);
    slices.addSlice(1, 34, 0);
    slices.addSlice(1, 33, 9);
    assertThat(show(0)).containsExactly("0:10+10", "0:30+2", "1:32+2", "1:33+9");
    assertThat(slices.itemBytes(0)).isEqualTo(23);
  }

  @Test
  void doesNotJoinAcrossItems() {
    slices.addItem();
    slices.addSlice(0, 0, 4);
    int second = slices.addItem();
    assertThat(slices.itemBytes(second)).isZero();
    slices.addSlice(0, 4, 4);
    slices.addItem();
    assertThat(show(0)).containsExactly("0:0+4");
    assertThat(show(1)).containsExactly("0:4+4");
    assertThat(show(2)).isEmpty();
  }

  @Test
  void isEmptyAgainAfterClear() {
    slices.addItem();
    slices.addSlice(0, 0, 4);
    slices.clear();
    assertThat(slices.size()).isZero();
    assertThat(slices.addItem()).isZero();
    slices.addSlice(0, 4, 4);
    assertThat(show(0)).containsExactly("0:4+4");
  }

  @Test
  void truncateDropsItemsFromTheEnd() {
    for (int item = 0; item < 3; item++) {
      slices.addItem();
      slices.addSlice(item, 0, 1);
      slices.addSlice(item, 8, 1);
    }
    slices.truncate(1);
    assertThat(slices.size()).isEqualTo(1);
    assertThat(show(0)).containsExactly("0:0+1", "0:8+1");
    slices.addItem();
    slices.addSlice(9, 9, 9);
    assertThat(show(1)).containsExactly("9:9+9");
  }

  @Test
  void growsAndKeepsEverything() {
    Seed.each(
        50,
        seed -> {
          Rng rng = new Rng(seed);
          Slices grown = new Slices();
          List<List<String>> expected = new ArrayList<>();
          for (int item = rng.between(1, 300); item > 0; item--) {
            grown.addItem();
            List<String> parts = new ArrayList<>();
            for (int s = rng.below(5); s > 0; s--) {
              int chunk = rng.below(100);
              int offset = rng.below(1000) * 100;
              int length = rng.below(50);
              grown.addSlice(chunk, offset, length);
              join(parts, chunk, offset, length);
            }
            expected.add(parts);
          }
          for (int item = 0; item < expected.size(); item++) {
            assertThat(show(grown, item)).isEqualTo(expected.get(item));
          }
        });
  }

  /** Offsets are apart by more than any length, so what joins are empty slices at one place. */
  private static void join(List<String> parts, int chunk, int offset, int length) {
    String empty = chunk + ":" + offset + "+0";
    if (!parts.isEmpty() && parts.get(parts.size() - 1).equals(empty)) {
      parts.set(parts.size() - 1, chunk + ":" + offset + "+" + length);
    } else {
      parts.add(chunk + ":" + offset + "+" + length);
    }
  }

  private List<String> show(int item) {
    return show(slices, item);
  }

  private static List<String> show(Slices from, int item) {
    List<String> parts = new ArrayList<>();
    for (int s = from.firstSlice(item); s < from.lastSlice(item); s++) {
      parts.add(from.chunk(s) + ":" + from.offset(s) + "+" + from.length(s));
    }
    return parts;
  }

  /** Items with none, one and several slices become one slice; the others stay as they are. */
  @Test
  void anItemIsReplacedByOneSlice() {
    Seed.each(
        100,
        seed -> {
          Rng rng = new Rng(seed);
          Slices edited = new Slices();
          List<List<String>> expected = new ArrayList<>();
          for (int item = rng.between(1, 40); item > 0; item--) {
            edited.addItem();
            List<String> parts = new ArrayList<>();
            for (int s = rng.below(4); s > 0; s--) {
              int offset = (1 + expected.size() * 4 + s) * 1000;
              edited.addSlice(7, offset, 10 + s);
              parts.add("7:" + offset + "+" + (10 + s));
            }
            expected.add(parts);
          }
          for (int n = rng.below(2 * expected.size()); n >= 0; n--) {
            int item = rng.below(expected.size());
            edited.replace(item, 9, n, item + 1);
            expected.set(item, List.of("9:" + n + "+" + (item + 1)));
          }
          edited.addItem();
          edited.addSlice(8, 1, 2);
          expected.add(List.of("8:1+2"));
          for (int item = 0; item < expected.size(); item++) {
            assertThat(show(edited, item)).isEqualTo(expected.get(item));
          }
        });
  }
}
