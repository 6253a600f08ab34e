package io.spanweir.exporter.debug;

import io.spanweir.core.data.SpanIndex;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows of one trace in the order and depth in which a tree of them is printed: parents before
 * children, siblings by start. Whatever parents say, every row comes exactly once: one whose parent
 * isn't there, or that is its own ancestor, stands at the top.
 */
final class SpanTree {
  private static final int NONE = -1;

  private final SpanIndex index;
  private final int from;
  private final int count;
  private final int[] firstChild;
  private final int[] nextSibling;
  private final boolean[] placed;
  private final int[] rows;
  private final int[] depths;
  private int size;

  SpanTree(SpanIndex index, int from, int to) {
    this.index = index;
    this.from = from;
    count = to - from;
    firstChild = filled(count);
    nextSibling = filled(count);
    placed = new boolean[count];
    rows = new int[count];
    depths = new int[count];
    Integer[] byStart = byStart();
    int[] parents = parents();
    for (int i = count - 1; i >= 0; i--) {
      link(byStart[i], parents[byStart[i]]);
    }
    for (int member : byStart) {
      if (parents[member] == NONE) {
        place(member);
      }
    }
    for (int member : byStart) {
      place(member);
    }
  }

  private static int[] filled(int length) {
    int[] array = new int[length];
    Arrays.fill(array, NONE);
    return array;
  }

  private Integer[] byStart() {
    Integer[] members = new Integer[count];
    Arrays.setAll(members, i -> i);
    Arrays.sort(
        members,
        Comparator.comparing(
            i -> index.startNanos(from + i), (a, b) -> Long.compareUnsigned(a, b)));
    return members;
  }

  private int[] parents() {
    Map<Long, Integer> bySpanId = new HashMap<>();
    for (int i = 0; i < count; i++) {
      bySpanId.putIfAbsent(index.spanId(from + i), i);
    }
    int[] parents = filled(count);
    for (int i = 0; i < count; i++) {
      long parent = index.parentSpanId(from + i);
      if (parent != 0) {
        parents[i] = bySpanId.getOrDefault(parent, NONE);
      }
    }
    return parents;
  }

  private void link(int member, int parent) {
    if (parent != NONE) {
      nextSibling[member] = firstChild[parent];
      firstChild[parent] = member;
    }
  }

  /** Places a member and all below it. A stack of our own: a chain may be as long as the trace. */
  private void place(int top) {
    if (placed[top]) {
      return;
    }
    int[] stack = new int[count];
    int[] stackDepth = new int[count];
    int height = 0;
    int member = top;
    int depth = 0;
    while (true) {
      if (member != NONE && !placed[member]) {
        placed[member] = true;
        rows[size] = from + member;
        depths[size++] = depth;
        if (member != top) {
          stack[height] = nextSibling[member];
          stackDepth[height++] = depth;
        }
        member = firstChild[member];
        depth++;
      } else if (member != NONE) {
        member = nextSibling[member];
      } else if (height > 0) {
        member = stack[--height];
        depth = stackDepth[height];
      } else {
        return;
      }
    }
  }

  int size() {
    return size;
  }

  /** The row that comes so many-th. */
  int row(int position) {
    return rows[position];
  }

  int depth(int position) {
    return depths[position];
  }
}
