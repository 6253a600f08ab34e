package io.spanweir.core.telemetry;

import io.spanweir.core.runtime.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says each distinct error once and then counts it, and says how often it came with the first one
 * after a minute, so that a storm of one error can't fill a disk. Bounded: of more than 256
 * distinct keys the one that came longest ago is forgotten. Any thread.
 */
public final class DistinctErrors {
  static final int KEYS_MAX = 256;
  static final long REPEAT_NANOS = 60_000_000_000L;

  private final Clock clock;
  private final Logger log;
  private final Map<String, Entry> entries =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
          return size() > KEYS_MAX;
        }
      };

  private static final class Entry {
    private long count;
    private long saidAtNanos;
    private long saidCount;
  }

  public DistinctErrors(Clock clock) {
    this(clock, LoggerFactory.getLogger(DistinctErrors.class));
  }

  DistinctErrors(Clock clock, Logger log) {
    this.clock = clock;
    this.log = log;
  }

  /**
   * @param where the component it happened in
   * @param what the error without anything that varies from one to the next (no ids, no addresses
   *     with ports)
   * @param detail what varies; shown with the first one
   */
  public void record(String where, String what, String detail) {
    String key = where + ": " + what;
    long now = clock.nanoTime();
    long unsaid;
    synchronized (entries) {
      Entry entry = entries.computeIfAbsent(key, k -> new Entry());
      entry.count++;
      if (entry.count > 1 && now - entry.saidAtNanos < REPEAT_NANOS) {
        return;
      }
      unsaid = entry.count - entry.saidCount;
      entry.saidAtNanos = now;
      entry.saidCount = entry.count;
    }
    if (unsaid > 1) {
      log.warn("{} ({} times in the last while; latest: {})", key, unsaid, detail);
    } else {
      log.warn("{}{}", key, detail.isEmpty() ? "" : " (" + detail + ")");
    }
  }

  /** How often an error was recorded, while it is remembered. */
  public long count(String where, String what) {
    synchronized (entries) {
      Entry entry = entries.get(where + ": " + what);
      return entry == null ? 0 : entry.count;
    }
  }
}
