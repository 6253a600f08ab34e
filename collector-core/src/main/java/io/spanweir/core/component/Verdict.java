package io.spanweir.core.component;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authenticator finds of a request, now or, where finding out takes longer than an event
 * loop may, later on another thread. Open, then settled once. Any thread.
 */
public final class Verdict {
  /** Lets a request in. */
  public static final Verdict ADMITTED = refused(null);

  private boolean settled;
  private @Nullable String refusal;
  private List<Runnable> waiting = List.of();

  /**
   * One that is known.
   *
   * @param refusal what the request lacks, null to let it in
   */
  public static Verdict refused(@Nullable String refusal) {
    Verdict verdict = new Verdict();
    verdict.settle(refusal);
    return verdict;
  }

  public synchronized boolean isSettled() {
    return settled;
  }

  /** Null to let the request in; else what it lacks. Of one that is settled. */
  public synchronized @Nullable String refusal() {
    if (!settled) {
      throw new IllegalStateException("nobody knows yet");
    }
    return refusal;
  }

  /** Says what was found; whoever waits for it runs on this thread. */
  public void settle(@Nullable String found) {
    List<Runnable> told;
    synchronized (this) {
      if (settled) {
        throw new IllegalStateException("settled twice");
      }
      settled = true;
      refusal = found;
      told = waiting;
      waiting = List.of();
    }
    told.forEach(Runnable::run);
  }

  /** Runs a task once it is settled: now if it is, else on the thread that settles it. */
  public void whenSettled(Runnable task) {
    synchronized (this) {
      if (!settled) {
        waiting = new ArrayList<>(waiting);
        waiting.add(task);
        return;
      }
    }
    task.run();
  }
}
