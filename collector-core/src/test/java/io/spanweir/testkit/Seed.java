package io.spanweir.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs a randomized test under many seeds, always the same ones, and says which one failed.
 *
 * <ul>
 *   <li>{@code -Dspanweir.seed=N} runs that one seed only: the replay of a failure.
 *   <li>{@code -Dspanweir.seeds=N} runs N seeds instead of the test's own number.
 *   <li>{@code -Dspanweir.seed.first=N} starts there instead of at 1, to explore further.
 * </ul>
 */
public final class Seed {
  private Seed() {}

  /** One run of a randomized test. */
  @FunctionalInterface
  public interface Run {
    void run(long seed) throws Exception;
  }

  /** Runs {@code count} seeds, or what the properties ask for. */
  public static void each(int count, Run run) {
    Long only = Long.getLong("spanweir.seed");
    if (only != null) {
      runOne(only, run);
      return;
    }
    long first = Long.getLong("spanweir.seed.first", 1);
    int runs = Integer.getInteger("spanweir.seeds", count);
    for (long seed = first; seed < first + runs; seed++) {
      runOne(seed, run);
    }
  }

  /**
   * The same, on a few threads at a time, for runs that share nothing. The failure is that of the
   * lowest seed that failed.
   */
  public static void eachInParallel(int count, Run run) {
    if (Long.getLong("spanweir.seed") != null) {
      each(count, run);
      return;
    }
    long first = Long.getLong("spanweir.seed.first", 1);
    int runs = Integer.getInteger("spanweir.seeds", count);
    ConcurrentSkipListMap<Long, AssertionError> failures = new ConcurrentSkipListMap<>();
    AtomicLong next = new AtomicLong(first);
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int i = 0; i < Math.min(4, Runtime.getRuntime().availableProcessors()); i++) {
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                long seed = next.getAndIncrement();
                while (seed < first + runs && failures.isEmpty()) {
                  try {
                    runOne(seed, run);
                  } catch (AssertionError e) {
                    failures.put(seed, e);
                  }
                  seed = next.getAndIncrement();
                }
              },
              task -> new Thread(task, "seeds").start()));
    }
    threads.forEach(CompletableFuture::join);
    if (!failures.isEmpty()) {
      throw failures.firstEntry().getValue();
    }
  }

  private static void runOne(long seed, Run run) {
    try {
      run.run(seed);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "seed " + seed + " fails, replay with -Dspanweir.seed=" + seed + ": " + e, e);
    }
  }
}
