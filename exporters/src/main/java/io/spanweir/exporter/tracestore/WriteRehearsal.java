package io.spanweir.exporter.tracestore;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.DutyCycle;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what nobody sent before anybody sends: the first windows of a process take ten times as
 * long as later ones, since their classes are loaded and their code is interpreted, and whoever
 * looks for what is in them waits. So made-up traces go the way of real ones, in small windows,
 * into a store that is thrown away, until that way is compiled.
 *
 * <p>It gives way: after each window it rests a while, and while more than a little waits to be
 * stored it writes nothing; that compiles the same code. What it does is in no query, metric or
 * limit, and what goes wrong with it ends it without a word.
 *
 * <p>State: waiting (for the start to be done) → writing, a window at a time → over: the store is
 * deleted. The writing loop's, but for {@link #stop} and {@link #isOver}.
 */
final class WriteRehearsal implements DutyCycle {
  /** By then whatever is opened after the store is open too, and has been asked. */
  static final long FIRST_NANOS = 2_000_000_000L;

  /** It ends after so long, however much it has had to give way. */
  static final long LAST_NANOS = 60_000_000_000L;

  /** After so many a window takes about as long as it ever will. */
  static final int SPANS = 60_000;

  /** More spans wait than a window of its own has: what is real comes first. */
  static final long WAITING_BYTES_MAX = 64 << 10;

  /** It rests so many times as long as a window took. */
  static final int REST = 2;

  private static final int WINDOW_SPANS_FIRST = 100;
  private static final int WINDOW_SPANS_MAX = 2_000;
  private static final int WINDOWS_PER_QUESTION = 4;
  private static final long REST_NANOS_MIN = 10_000_000L;
  private static final long BUSY_NANOS = 500_000_000L;
  private static final long NEVER = Long.MAX_VALUE;

  private final StoreQueue queue;
  private final Clock clock;
  private final int spans;

  /** Null once it is over: its memory is free then. */
  private @Nullable RehearsalStore store;

  private boolean isOpen;
  private int written;
  private int windows;
  private int windowSpans = WINDOW_SPANS_FIRST;
  private long dueNanos = NEVER;
  private long lastNanos = NEVER;
  private volatile boolean stopAsked;
  private volatile boolean over;

  /**
   * @param queue where real spans wait
   * @param spans how many it writes
   */
  WriteRehearsal(RehearsalStore store, StoreQueue queue, Clock clock, int spans) {
    this.spans = spans;
    this.store = store;
    this.queue = queue;
    this.clock = clock;
  }

  /** Asks for the end, after the window that may be under way. Any thread; then wake it. */
  void stop() {
    stopAsked = true;
  }

  /** Whether nothing of it is there any more. Any thread. */
  boolean isOver() {
    return over;
  }

  /** How many spans it has written: for tests. */
  int written() {
    return written;
  }

  @Override
  public int doWork(long nowNanos) {
    RehearsalStore stage = store;
    if (stage == null) {
      return 0;
    }
    if (dueNanos == NEVER) {
      dueNanos = nowNanos + FIRST_NANOS;
      lastNanos = nowNanos + LAST_NANOS;
    }
    if (stopAsked || nowNanos >= lastNanos) {
      end(stage);
      return 0;
    }
    if (nowNanos < dueNanos) {
      return 0;
    }
    if (queue.waitingBytes() > WAITING_BYTES_MAX) {
      dueNanos = nowNanos + BUSY_NANOS;
      return 0;
    }
    step(stage, nowNanos);
    return 0;
  }

  private void step(RehearsalStore stage, long nowNanos) {
    try {
      if (!isOpen) {
        isOpen = true;
        stage.open();
      }
      stage.write(windowSpans);
      if (windows++ % WINDOWS_PER_QUESTION == 0) {
        stage.ask();
      }
      written += windowSpans;
      windowSpans = Math.min(WINDOW_SPANS_MAX, 2 * windowSpans);
    } catch (IOException | MalformedException | RuntimeException e) {
      end(stage);
      return;
    }
    if (written >= spans) {
      end(stage);
    }
    long endNanos = clock.nanoTime();
    dueNanos = endNanos + Math.max(REST_NANOS_MIN, REST * (endNanos - nowNanos));
  }

  private void end(RehearsalStore stage) {
    try {
      stage.close();
    } catch (IOException | RuntimeException e) {
      // The next start deletes what is left.
    }
    store = null;
    over = true;
  }

  @Override
  public long deadlineNanos() {
    return over ? NEVER : Math.min(dueNanos, lastNanos);
  }

  @Override
  public String roleName() {
    return "write rehearsal";
  }
}
