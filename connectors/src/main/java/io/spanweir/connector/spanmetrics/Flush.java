package io.spanweir.connector.spanmetrics;

import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.DutyCycle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every interval, and once more at the end, walks over all series of all books, a step at a time,
 * and hands on what it finds. An interval that ends before its walk does is joined with the next.
 */
final class Flush implements DutyCycle {
  private final Clock clock;
  private final List<Book> books;
  private final @Nullable Outgoing outgoing;
  private final long intervalNanos;
  private final String name;
  private long nextNanos;
  private boolean begun;
  private boolean walking;
  private int book;
  private boolean lastWalk;
  private volatile boolean stopping;
  private volatile long stopNanos;
  private volatile boolean finished;

  /**
   * @param outgoing where metrics go; null for nowhere
   */
  Flush(
      Clock clock,
      SpanMetricsConfig config,
      List<Book> books,
      @Nullable Outgoing outgoing,
      String name) {
    this.clock = clock;
    this.books = books;
    this.outgoing = outgoing;
    this.name = name;
    intervalNanos = config.metricsFlushInterval().toNanos();
  }

  /** Asks for the end; {@link #doWork} must follow. Any thread. */
  void stop(long deadlineNanos) {
    stopNanos = deadlineNanos;
    stopping = true;
  }

  /** Any thread. */
  boolean isFinished() {
    return finished;
  }

  @Override
  public int doWork(long nowNanos) {
    if (finished) {
      return 0;
    }
    if (!begun) {
      begun = true;
      nextNanos = nowNanos + intervalNanos;
    }
    if (stopping && nowNanos - stopNanos >= 0) {
      finish();
      return 1;
    }
    int worked = outgoing == null ? 0 : outgoing.work(nowNanos);
    if (outgoing != null && !outgoing.isFree()) {
      return worked;
    }
    if (walking) {
      step(nowNanos);
      return 1;
    }
    if (lastWalk) {
      finish();
      return 1;
    }
    if (stopping || nowNanos - nextNanos >= 0) {
      lastWalk = stopping;
      walking = true;
      nextNanos = nowNanos + intervalNanos;
      return 1;
    }
    return worked;
  }

  private void step(long nowNanos) {
    MetricsPage page = books.get(book).otlp();
    page.clear();
    SeriesWalk walk = books.get(book).walk();
    if (!walk.step(nowNanos, clock.epochNanos(), outgoing == null ? null : page)) {
      book = (book + 1) % books.size();
      walking = book > 0;
    }
    if (outgoing != null && !page.isEmpty()) {
      outgoing.put(page);
    }
  }

  private void finish() {
    if (outgoing != null) {
      outgoing.abandon();
    }
    finished = true;
  }

  @Override
  public long deadlineNanos() {
    if (finished) {
      return Long.MAX_VALUE;
    }
    long deadline = outgoing == null || outgoing.isFree() ? nextNanos : outgoing.deadlineNanos();
    return stopping && (deadline == Long.MAX_VALUE || stopNanos - deadline < 0)
        ? stopNanos
        : deadline;
  }

  @Override
  public String roleName() {
    return name;
  }
}
