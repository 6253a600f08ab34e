package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Leaves out rows that are there already: the same bytes in the same resource and scope, as a
 * sender sends them again who has missed an answer.
 */
final class SameRows {
  private SameRows() {}

  static void leaveOut(SpanBatch rows) {
    SpanIndex index = rows.index();
    Map<Long, Integer> latest = new HashMap<>(rows.size() * 2);
    int[] before = new int[rows.size()];
    int kept = 0;
    for (int row = 0; row < rows.size(); row++) {
      long key = index.spanId(row) * 31 + hash(rows, row);
      Integer twin = latest.get(key);
      while (twin != null && !same(rows, twin, row)) {
        twin = before[twin] < 0 ? null : (Integer) before[twin];
      }
      if (twin == null) {
        if (kept != row) {
          index.moveRow(row, kept);
        }
        Integer earlier = latest.put(key, kept);
        before[kept] = earlier == null ? -1 : earlier;
        kept++;
      }
    }
    index.truncate(kept);
  }

  private static int hash(SpanBatch rows, int row) {
    byte[] bytes = rows.rowBytes(row);
    int hash = 1;
    for (int i = rows.index().offset(row); i < rows.index().end(row); i++) {
      hash = hash * 31 + bytes[i];
    }
    return hash;
  }

  private static boolean same(SpanBatch rows, int a, int b) {
    SpanIndex index = rows.index();
    if (!Arrays.equals(
        rows.rowBytes(a),
        index.offset(a),
        index.end(a),
        rows.rowBytes(b),
        index.offset(b),
        index.end(b))) {
      return false;
    }
    int scopeA = index.scope(a);
    int scopeB = index.scope(b);
    return scopeA == scopeB
        || (same(rows, rows.scopes(), scopeA, scopeB)
            && same(
                rows, rows.resources(), rows.scopeResource(scopeA), rows.scopeResource(scopeB)));
  }

  private static boolean same(SpanBatch rows, Slices items, int a, int b) {
    return a == b || Arrays.equals(item(rows, items, a), item(rows, items, b));
  }

  private static byte[] item(SpanBatch rows, Slices items, int item) {
    byte[] bytes = new byte[items.itemBytes(item)];
    rows.copyItem(items, item, bytes, 0);
    return bytes;
  }
}
