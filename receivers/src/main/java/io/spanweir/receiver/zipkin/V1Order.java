package io.spanweir.receiver.zipkin;

/**
 * Sorts indices in place. {@code java.util} sorts those only as objects. Few are inserted, many go
 * over a heap, so that no order of them takes long.
 */
final class V1Order {
  private static final int INSERTED_MAX = 24;

  private V1Order() {}

  /** Whether one is to come before the other; never both, and one of them if they differ. */
  interface Before {
    boolean test(int a, int b);
  }

  static void sort(int[] order, int count, Before before) {
    int sorted = 1;
    while (sorted < count && before.test(order[sorted - 1], order[sorted])) {
      sorted++;
    }
    if (sorted >= count) {
      return;
    }
    if (count <= INSERTED_MAX) {
      insert(order, sorted, count, before);
    } else {
      heap(order, count, before);
    }
  }

  private static void insert(int[] order, int sorted, int count, Before before) {
    for (int i = sorted; i < count; i++) {
      int next = order[i];
      int at = i;
      while (at > 0 && before.test(next, order[at - 1])) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = next;
    }
  }

  private static void heap(int[] order, int count, Before before) {
    for (int i = count / 2 - 1; i >= 0; i--) {
      sink(order, i, count, before);
    }
    for (int last = count - 1; last > 0; last--) {
      int largest = order[0];
      order[0] = order[last];
      order[last] = largest;
      sink(order, 0, last, before);
    }
  }

  private static void sink(int[] order, int from, int count, Before before) {
    int sinking = order[from];
    int at = from;
    while (2 * at + 1 < count) {
      int child = 2 * at + 1;
      if (child + 1 < count && before.test(order[child], order[child + 1])) {
        child++;
      }
      if (!before.test(sinking, order[child])) {
        break;
      }
      order[at] = order[child];
      at = child;
    }
    order[at] = sinking;
  }
}
