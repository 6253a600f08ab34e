package io.spanweir.exporter.zipkin;

import java.util.Arrays;

/**
 * The order in which few things stand: found by insertion, without memory for each time. Many
 * things stay as they came, since insertion takes the square of their number. One thread.
 */
final class Order {
  private static final int SORTED_MAX = 512;
  private static final int FIRST = 32;

  private int[] order = new int[FIRST];

  /** Which of two things comes first, by their numbers: negative for the first one. */
  interface Comparison {
    int compare(int one, int other);
  }

  /** Sorts the numbers from 0 to {@code size}; what is equal stays as it came. */
  void sort(int size, Comparison comparison) {
    if (order.length < size) {
      order = new int[Math.max(size, 2 * order.length)];
    }
    for (int i = 0; i < size; i++) {
      int at = i;
      if (size <= SORTED_MAX) {
        while (at > 0 && comparison.compare(i, order[at - 1]) < 0) {
          order[at] = order[--at];
        }
      }
      order[at] = i;
    }
  }

  /** The number of what stands there. */
  int at(int place) {
    return order[place];
  }

  /** Forgets memory that many things needed. */
  void clear() {
    if (order.length > SORTED_MAX) {
      order = Arrays.copyOf(order, FIRST);
    }
  }
}
