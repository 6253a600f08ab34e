package io.spanweir.bench.sink;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which spans of which traces arrived, for loads small enough to note each. Any thread. */
public final class KeptTraces implements SpanWalker.SpanListener {
  private final Map<String, Set<String>> spans = new TreeMap<>();
  private long count;
  private long duplicates;

  @Override
  public synchronized void onSpan(long high, long low, long spanId, int statusCode, boolean vip) {
    boolean first =
        spans.computeIfAbsent(hex(high) + hex(low), t -> new TreeSet<>()).add(hex(spanId));
    duplicates += first ? 0 : 1;
    count++;
  }

  private static String hex(long littleEndian) {
    return String.format("%016x", Long.reverseBytes(littleEndian));
  }

  /** The ids of the spans of each trace, in hexadecimal: a copy. */
  public synchronized Map<String, Set<String>> spans() {
    Map<String, Set<String>> copy = new TreeMap<>();
    spans.forEach((trace, ids) -> copy.put(trace, new TreeSet<>(ids)));
    return copy;
  }

  /** How many spans came, those that came twice included. */
  public synchronized long count() {
    return count;
  }

  /** How many came that had come before. */
  public synchronized long duplicates() {
    return duplicates;
  }
}
