package io.spanweir.testkit;

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

  private static void runOne(long seed, Run run) {
    try {
      run.run(seed);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "seed " + seed + " fails, replay with -Dspanweir.seed=" + seed + ": " + e, e);
    }
  }
}
