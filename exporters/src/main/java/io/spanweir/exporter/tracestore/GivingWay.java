package io.spanweir.exporter.tracestore;

import io.spanweir.core.runtime.SystemClock;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.MergePolicy.OneMerge;
import org.apache.lucene.index.MergePolicy.OneMergeProgress;
import org.apache.lucene.index.MergePolicy.OneMergeProgress.PauseReason;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.util.ThreadInterruptedException;

/**
 * Merges in the background that give way to whoever writes and asks: a merge rests longer than it
 * works. Lucene bounds bytes a second instead, and lets a merge that was held up by smaller ones
 * make up for it at full speed, for a quarter of a minute in a store of gigabytes.
 *
 * <p>Where merges fall behind they rest no more, before whoever writes is made to wait for them.
 * One thread at a time merges, the smallest first. They are threads of Lucene's, so their time is
 * the machine's.
 */
final class GivingWay extends ConcurrentMergeScheduler {
  /** More of them make writers wait. */
  private static final int MERGES_MAX = 4;

  /** So many may be waiting for one another before it is hurried. */
  private static final int MERGES_AT_REST_MAX = 2;

  private static final long WORK_NANOS = 5_000_000L;
  private static final int REST = 2;

  /** What took longer was held up itself. */
  private static final long REST_NANOS_MAX = 40_000_000L;

  /** The clock is looked at after so many bytes. */
  private static final long LOOK_BYTES = 64 << 10;

  private final LongAdder rests = new LongAdder();

  GivingWay() {
    setMaxMergesAndThreads(MERGES_MAX, 1);
    disableAutoIOThrottle();
  }

  /** How often a merge has rested: for tests. */
  long rests() {
    return rests.sum();
  }

  /** Of the least priority, where the virtual machine has priorities. */
  @Override
  @SuppressWarnings("ThreadPriorityCheck") // it's right without them, only later
  protected synchronized MergeThread getMergeThread(MergeSource mergeSource, OneMerge merge)
      throws IOException {
    MergeThread thread = super.getMergeThread(mergeSource, merge);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }

  @Override
  public Directory wrapForMerge(OneMerge merge, Directory in) {
    Turns turns = new Turns(merge.getMergeProgress());
    return new FilterDirectory(super.wrapForMerge(merge, in)) {
      @Override
      public IndexOutput createOutput(String name, IOContext context) throws IOException {
        return new Resting(in.createOutput(name, context), turns);
      }
    };
  }

  /** The work and rest of one merge; its thread's. */
  private final class Turns {
    private final OneMergeProgress progress;
    private long bytes;
    private long sinceNanos = SystemClock.INSTANCE.nanoTime();

    Turns(OneMergeProgress progress) {
      this.progress = progress;
    }

    void onWritten(int count) {
      bytes += count;
      if (bytes < LOOK_BYTES) {
        return;
      }
      bytes = 0;
      long worked = SystemClock.INSTANCE.nanoTime() - sinceNanos;
      if (worked < WORK_NANOS) {
        return;
      }
      if (mergeThreadCount() <= MERGES_AT_REST_MAX) {
        rest(Math.min(REST_NANOS_MAX, REST * worked));
      }
      sinceNanos = SystemClock.INSTANCE.nanoTime();
    }

    /** Ends early if the merge is not wanted any more. */
    private void rest(long nanos) {
      rests.increment();
      try {
        progress.pauseNanos(nanos, PauseReason.OTHER, () -> true);
      } catch (InterruptedException e) {
        throw new ThreadInterruptedException(e);
      }
    }
  }

  private static final class Resting extends FilterIndexOutput {
    private final Turns turns;

    Resting(IndexOutput out, Turns turns) {
      super("resting " + out, out.getName(), out);
      this.turns = turns;
    }

    @Override
    public void writeByte(byte b) throws IOException {
      out.writeByte(b);
      turns.onWritten(Byte.BYTES);
    }

    @Override
    public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
      out.writeBytes(bytes, offset, length);
      turns.onWritten(length);
    }

    @Override
    public void writeShort(short value) throws IOException {
      out.writeShort(value);
      turns.onWritten(Short.BYTES);
    }

    @Override
    public void writeInt(int value) throws IOException {
      out.writeInt(value);
      turns.onWritten(Integer.BYTES);
    }

    @Override
    public void writeLong(long value) throws IOException {
      out.writeLong(value);
      turns.onWritten(Long.BYTES);
    }
  }
}
