package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.exporter.tracestore.StoreQueue.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * Writes what waits, a window at a time: adds it to the store and makes it readable; commits some
 * windows at once, since what a commit takes of a disk's time hardly depends on how much it is of.
 * Only then are they settled and out of the queue; what can't be written is written again later,
 * with all that was not committed, and nothing after it before. Waits for the disk, so it needs a
 * loop of its own.
 *
 * <p>State: idle → gathering (something waits, for a third of a second) → writing → added (not
 * committed yet) → idle; or → in trouble (the store is closed, all that was not committed is the
 * window at hand and waits for the next attempt) → writing. A window that fails for another reason
 * than the disk is given up the third time; that Lucene has closed an index because a merge in the
 * background met a full disk is the disk's doing.
 */
final class StoreCycle implements DutyCycle {
  /** How long spans gather, so that most traces are one part: within a second with the writing. */
  static final long GATHER_NANOS = 300_000_000L;

  /**
   * What came while a window was written has waited already: it gathers no longer than until so
   * much after that one was taken. Where writing takes half the time of gathering it changes
   * nothing.
   */
  static final long PERIOD_NANOS = 450_000_000L;

  /** So much is written at once at most, whatever its speed. */
  static final long WINDOW_BYTES_MAX = 16L << 20;

  /** If more waits, all of it is late, and sooner written in large windows than in small ones. */
  private static final long LATE_BYTES = 2 * WINDOW_BYTES_MAX;

  private static final long WINDOW_BYTES_MIN = 4L << 20;

  /**
   * No more is written at once than takes so long, by the window before: what comes meanwhile waits
   * as long, and a process that was just started is slow.
   */
  private static final long WRITING_NANOS = 350_000_000L;

  /** What was added is committed after so long at most, and at once if it is so much. */
  static final long COMMIT_NANOS = 1_000_000_000L;

  private static final long ADDED_BYTES_MAX = 32L << 20;
  private static final long TIDY_NANOS = 60_000_000_000L;

  /** By then whatever is opened after the store is open too. */
  private static final long SETTLE_NANOS = 1_000_000_000L;

  private static final long WAIT_NANOS_FIRST = 500_000_000L;
  private static final long WAIT_NANOS_MAX = 15_000_000_000L;
  private static final int OWN_FAULTS_MAX = 3;
  private static final long NEVER = Long.MAX_VALUE;

  private final String name;
  private final TraceStore store;
  private final LinkBook links;
  private final StoreQueue queue;
  private final StoreBook book;
  private final OtlpIndexer indexer = new OtlpIndexer(Integer.MAX_VALUE);
  private final BatchPool batches = new BatchPool(1);
  private final List<Entry> added = new ArrayList<>();
  private StoreWindow window = StoreWindow.EMPTY;

  /** What is written after the window at hand, before anything that waits in the queue. */
  private StoreWindow next = StoreWindow.EMPTY;

  private long addedBytes;
  private long commitAtNanos = NEVER;
  private boolean storeIsOpen = true;
  private int ownFaults;
  private long waitNanos = WAIT_NANOS_FIRST;
  private long gatherUntilNanos = NEVER;

  /** When the window was taken that was written since anything waits; never if none was. */
  private long takenNanos = NEVER;

  private long takenBytes;

  /** So much is written at once at most, and at once if so much waits. */
  private long windowBytesMax = WINDOW_BYTES_MIN;

  private long retryAtNanos = NEVER;
  private long tidyAtNanos = NEVER;
  private long settleAtNanos = NEVER;
  private boolean settles;
  private volatile long stopDeadlineNanos = NEVER;
  private volatile boolean stopAsked;
  private volatile boolean finished;

  StoreCycle(String name, TraceStore store, LinkBook links, StoreQueue queue, StoreBook book) {
    this.name = name;
    this.store = store;
    this.links = links;
    this.queue = queue;
    this.book = book;
  }

  /** Asks for the end; the earliest deadline counts. Any thread; then wake the cycle. */
  void stop(long deadlineNanos) {
    stopDeadlineNanos = Math.min(stopDeadlineNanos, deadlineNanos);
    stopAsked = true;
  }

  /** Whether all is on the disk or counted, and the store closed. Any thread. */
  boolean isFinished() {
    return finished;
  }

  @Override
  public int doWork(long nowNanos) {
    if (finished) {
      return 0;
    }
    if (tidyAtNanos == NEVER) {
      tidyAtNanos = nowNanos + TIDY_NANOS;
      settleAtNanos = nowNanos + SETTLE_NANOS;
    }
    int work = settleIn(nowNanos) + (isTimeToWrite(nowNanos) ? write(nowNanos) : 0);
    work += isTimeToCommit(nowNanos) ? commit(nowNanos) : 0;
    if (work == 0 && window.isEmpty() && added.isEmpty() && nowNanos >= tidyAtNanos) {
      tidyAtNanos = nowNanos + TIDY_NANOS;
      tidy();
    }
    if (stopAsked && (queue.isEmpty() || nowNanos >= stopDeadlineNanos)) {
      finish();
    }
    return work;
  }

  private boolean isTimeToWrite(long nowNanos) {
    if (!window.isEmpty()) {
      boolean waitsShorter = stopAsked && retryAtNanos - nowNanos > WAIT_NANOS_FIRST;
      retryAtNanos = waitsShorter ? nowNanos + WAIT_NANOS_FIRST : retryAtNanos;
      return nowNanos >= retryAtNanos;
    }
    if (!next.isEmpty()) {
      return true;
    }
    long waiting = queue.waitingBytes();
    if (waiting == 0) {
      gatherUntilNanos = NEVER;
      takenNanos = NEVER;
      return false;
    }
    if (gatherUntilNanos == NEVER) {
      gatherUntilNanos = nowNanos + GATHER_NANOS;
      if (takenNanos != NEVER) {
        gatherUntilNanos = Math.min(gatherUntilNanos, takenNanos + PERIOD_NANOS);
        windowBytesMax = windowBytesMax(nowNanos - takenNanos);
      }
    }
    return stopAsked || waiting >= windowBytesMax || nowNanos >= gatherUntilNanos;
  }

  /** After a window of {@link #takenBytes} that took so long. */
  private long windowBytesMax(long tookNanos) {
    double bytesPerNano = (double) takenBytes / Math.max(1, tookNanos);
    long bytes = (long) (bytesPerNano * WRITING_NANOS);
    return Math.max(WINDOW_BYTES_MIN, Math.min(WINDOW_BYTES_MAX, bytes));
  }

  /** A step a turn, from when the start is done, or sooner if there is something to write. */
  private int settleIn(long nowNanos) {
    if (settleAtNanos != NEVER && (nowNanos >= settleAtNanos || queue.waitingBytes() > 0)) {
      settleAtNanos = NEVER;
      settles = true;
    }
    try {
      return settles && storeIsOpen && store.settleIn() ? 1 : 0;
    } catch (IOException | RuntimeException e) {
      book.onTrouble("can't read what is there, going on without", e);
      settles = false;
      return 0;
    }
  }

  /** Senders that are refused because the queue is full of what was added wait for nothing else. */
  private boolean isTimeToCommit(long nowNanos) {
    return !added.isEmpty()
        && (nowNanos >= commitAtNanos
            || addedBytes >= ADDED_BYTES_MAX
            || queue.bytes() > queue.bytesMax() / 2
            || (stopAsked && queue.waitingBytes() == 0));
  }

  private int commit(long nowNanos) {
    try {
      store.commit();
      end(added);
      added.clear();
      addedBytes = 0;
      commitAtNanos = NEVER;
      return 1;
    } catch (IOException e) {
      onTrouble(nowNanos, e);
    } catch (AlreadyClosedException e) {
      onTrouble(nowNanos, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      onTrouble(nowNanos, e);
    }
    return 0;
  }

  private int write(long nowNanos) {
    if (window.isEmpty()) {
      boolean late = queue.waitingBytes() > LATE_BYTES;
      long bytesMax = late ? WINDOW_BYTES_MAX : windowBytesMax;
      window = next.isEmpty() ? StoreWindow.of(queue.take(bytesMax)) : next;
      next = StoreWindow.EMPTY;
      gatherUntilNanos = NEVER;
      takenNanos = nowNanos;
      ownFaults = 0;
    }
    try {
      if (!storeIsOpen) {
        store.rollBack();
        storeIsOpen = true;
      }
      addWindow();
      waitNanos = WAIT_NANOS_FIRST;
      retryAtNanos = NEVER;
      boolean atOnce = window.wasAdded();
      commitAtNanos = atOnce ? nowNanos : Math.min(commitAtNanos, nowNanos + COMMIT_NANOS);
      added.addAll(window.entries());
      window = StoreWindow.EMPTY;
      return 1;
    } catch (IOException e) {
      onTrouble(nowNanos, e);
    } catch (AlreadyClosedException e) {
      onTrouble(nowNanos, e.getCause() == null ? e : e.getCause());
    } catch (MalformedException e) {
      giveUp("can't be read again", e);
      return 1;
    } catch (RuntimeException e) {
      ownFaults++;
      onTrouble(nowNanos, e);
      if (ownFaults == OWN_FAULTS_MAX) {
        giveUp("can't be stored", e);
        return 1;
      }
    }
    return 0;
  }

  private void addWindow() throws IOException, MalformedException {
    SpanBatch rows = batches.lease();
    try {
      long bytes = 0;
      for (Entry entry : window.entries()) {
        indexer.index(entry.framed().retain(), rows);
        bytes += entry.framed().length();
      }
      store.checkDisk();
      store.add(rows, window.takeUncounted() ? links.window() : SpanObserver.NONE);
      addedBytes += bytes;
      takenBytes = bytes;
    } finally {
      rows.release();
    }
  }

  private void end(List<Entry> written) {
    for (Entry entry : written) {
      book.onStored(entry.spans());
      queue.leave(entry);
      entry.framed().release();
      entry.settle();
    }
  }

  /**
   * Whatever went wrong, what was committed is still there: that is gone back to. What was added
   * since is a window of its own, committed at once: it was good.
   */
  private void onTrouble(long nowNanos, Throwable problem) {
    book.onTrouble("can't write, trying again", problem);
    storeIsOpen = false;
    if (!added.isEmpty()) {
      next = window.isEmpty() ? next : window;
      window = StoreWindow.again(added);
      added.clear();
      addedBytes = 0;
      commitAtNanos = NEVER;
    }
    retryAtNanos = nowNanos + waitNanos;
    waitNanos = Math.min(WAIT_NANOS_MAX, waitNanos * 2);
  }

  private void giveUp(String why, Exception problem) {
    for (Entry entry : window.entries()) {
      fail(entry, why, String.valueOf(problem.getMessage()));
      entry.settle();
    }
    window = StoreWindow.EMPTY;
    retryAtNanos = NEVER;
  }

  private void fail(Entry entry, String why, String detail) {
    book.onFailed(entry.spans(), why, detail);
    queue.leave(entry);
    entry.framed().release();
  }

  private void tidy() {
    try {
      if (!storeIsOpen) {
        store.rollBack();
        storeIsOpen = true;
      }
      store.tidy();
      links.save();
    } catch (IOException | RuntimeException e) {
      book.onTrouble("can't tidy up, trying again", e);
      storeIsOpen = false;
    }
  }

  private void finish() {
    for (Entry entry : queue.close()) {
      fail(entry, "not stored before the shutdown's deadline", "");
    }
    added.addAll(window.entries());
    added.addAll(next.entries());
    for (Entry entry : added) {
      fail(entry, "not stored before the shutdown's deadline", "");
    }
    added.clear();
    window = StoreWindow.EMPTY;
    next = StoreWindow.EMPTY;
    try {
      links.close();
      store.close();
    } catch (IOException | RuntimeException e) {
      book.onTrouble("can't close", e);
    }
    finished = true;
  }

  @Override
  public long deadlineNanos() {
    if (finished) {
      return NEVER;
    }
    long earliest = Math.min(commitAtNanos, stopAsked ? stopDeadlineNanos : tidyAtNanos);
    earliest = Math.min(earliest, settleAtNanos);
    return Math.min(earliest, window.isEmpty() ? gatherUntilNanos : retryAtNanos);
  }

  @Override
  public String roleName() {
    return name;
  }
}
