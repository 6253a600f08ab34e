package io.spanweir.exporter.tracestore;

import io.spanweir.exporter.tracestore.StoreQueue.Entry;
import java.util.List;

/** Entries that are written together. The writing thread's. */
final class StoreWindow {
  static final StoreWindow EMPTY = new StoreWindow(List.of(), false);

  private final List<Entry> entries;
  private final boolean again;
  private boolean counted;

  private StoreWindow(List<Entry> entries, boolean again) {
    this.entries = entries;
    this.again = again;
    counted = again;
  }

  /** Of what was not written yet. */
  static StoreWindow of(List<Entry> entries) {
    return new StoreWindow(entries, false);
  }

  /** Of what was added once, and is not there any more. */
  static StoreWindow again(List<Entry> entries) {
    return new StoreWindow(List.copyOf(entries), true);
  }

  List<Entry> entries() {
    return entries;
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether it was added before: it was good, and is committed at once. */
  boolean wasAdded() {
    return again;
  }

  /** Whether its links are to be counted; once, however often it is written. */
  boolean takeUncounted() {
    boolean first = !counted;
    counted = true;
    return first;
  }
}
