package io.spanweir.processor.tailsampling;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.runtime.WatchedFile;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.processor.tailsampling.policy.SpanPredicate;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeInFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The lists in files that policies look into, as they are at the moment. Looked at again and again
 * off the loops; who holds a list meanwhile keeps the one he has. A file that can't be read any
 * more leaves the list as it was, and is reported.
 */
final class ListFiles implements DutyCycle {
  static final long LOOK_EVERY_NANOS_MIN = 5_000_000_000L;

  private static final int BYTES_MAX = 16 << 20;

  /** Epochs are bytes: no trace may wait while as many changes come as there are epochs. */
  private static final int LOOKS_PER_WAIT_MAX = 200;

  private final Loops loops;
  private final DistinctErrors errors;
  private final long everyNanos;
  private final Consumer<Map<String, TextTable>> onChanged;
  private final Map<String, WatchedFile> files = new HashMap<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile Map<String, TextTable> lists = Map.of();
  private long nextLookNanos;

  /**
   * @param waitNanos how long a trace may wait
   * @param onChanged is given all lists when one of them is another; on any thread
   */
  ListFiles(
      Loops loops,
      DistinctErrors errors,
      long waitNanos,
      Consumer<Map<String, TextTable>> onChanged) {
    this.loops = loops;
    this.errors = errors;
    this.onChanged = onChanged;
    everyNanos = Math.max(LOOK_EVERY_NANOS_MIN, waitNanos / LOOKS_PER_WAIT_MAX);
    nextLookNanos = loops.clock().nanoTime() + everyNanos;
  }

  /**
   * The lists that some predicates need, each by the name of its file; those not known yet are
   * read.
   *
   * @throws InvalidConfigException if one of these can't be read
   */
  Map<String, TextTable> of(List<SpanPredicate> predicates) {
    for (SpanPredicate predicate : predicates) {
      if (predicate instanceof AttributeInFile in && !lists.containsKey(in.file())) {
        read(in.file());
      }
    }
    return lists;
  }

  private synchronized void read(String name) {
    WatchedFile file = files.computeIfAbsent(name, n -> new WatchedFile(n, BYTES_MAX));
    byte[] lines = file.readIfChanged();
    if (lines == null) {
      throw new InvalidConfigException(
          "policies",
          "have a values_file, " + name + ", that " + file.problem(),
          "a file with a value on each line");
    }
    put(name, lines);
  }

  private void put(String name, byte[] lines) {
    Map<String, TextTable> changed = new HashMap<>(lists);
    changed.put(name, TextTable.ofLines(lines));
    lists = Map.copyOf(changed);
  }

  boolean isEmpty() {
    return lists.isEmpty();
  }

  @Override
  public int doWork(long nowNanos) {
    if (nowNanos < nextLookNanos || !looking.compareAndSet(false, true)) {
      return 0;
    }
    nextLookNanos = nowNanos + everyNanos;
    loops.workLoop().execute(this::look);
    return 1;
  }

  private void look() {
    try {
      if (readChanged()) {
        onChanged.accept(lists);
      }
    } finally {
      looking.set(false);
    }
  }

  private synchronized boolean readChanged() {
    boolean changed = false;
    for (Map.Entry<String, WatchedFile> entry : files.entrySet()) {
      WatchedFile file = entry.getValue();
      byte[] lines = file.readIfChanged();
      if (lines != null) {
        put(entry.getKey(), lines);
        changed = true;
      } else if (file.problem() != null) {
        errors.record("tail_sampling", "values_file " + entry.getKey(), file.problem());
      }
    }
    return changed;
  }

  @Override
  public long deadlineNanos() {
    return nextLookNanos;
  }

  @Override
  public String roleName() {
    return "tail-sampling-lists";
  }
}
