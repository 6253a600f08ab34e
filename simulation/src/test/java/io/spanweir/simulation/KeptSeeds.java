package io.spanweir.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which trial found a change to the product last time, and under which seed: tried first, so that
 * the search begins where it is likely to end. Kept as lines {@code seed trial change}. Stale ones
 * cost time and nothing else: what they do not find is searched for from the first seed on.
 *
 * <p>{@code -Dspanweir.write=1} searches from the first seed on, and keeps what it finds.
 */
final class KeptSeeds {
  private static final boolean WRITE = System.getProperty("spanweir.write") != null;

  private final Path file;
  private final Map<String, Found> kept = new TreeMap<>();
  private final Map<String, Found> found = new ConcurrentHashMap<>();

  /**
   * One way to look for a change.
   *
   * @param trial a class with a static {@code run(long seed)}
   * @param seedsMax the last seed that it is run under; the first is 1
   */
  record Attempt(Class<?> trial, int seedsMax) {}

  /** What found it; the seed is 0 where nothing did. */
  record Found(String trial, int seed) {
    boolean isWithin(Attempt attempt) {
      return attempt.trial().getSimpleName().equals(trial) && seed <= attempt.seedsMax();
    }
  }

  /**
   * @param name of the file with the seeds, next to the directory of planted bugs
   */
  KeptSeeds(String name) {
    file = Mutant.root().resolve("simulation/src/test/resources/kept-seeds").resolve(name);
    try {
      for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
        String[] words = line.split(" ", 3);
        kept.put(words[2], new Found(words[1], Integer.parseInt(words[0])));
      }
    } catch (IOException e) {
      throw new AssertionError("the kept seeds can't be read", e);
    }
  }

  /**
   * Looks for a change: where it was found last time, then by all attempts in their order.
   *
   * @return the seed that found it, 0 if none did
   */
  int search(String change, Mutant mutant, List<Attempt> attempts) {
    Found last = WRITE ? null : kept.get(change);
    for (Attempt attempt : attempts) {
      if (last != null
          && last.isWithin(attempt)
          && mutant.isFoundAt(attempt.trial(), last.seed())) {
        return last.seed();
      }
    }
    for (Attempt attempt : attempts) {
      int seed = mutant.foundAt(attempt.trial(), attempt.seedsMax());
      if (seed > 0) {
        found.put(change, new Found(attempt.trial().getSimpleName(), seed));
        return seed;
      }
    }
    return 0;
  }

  /** Keeps what was found, if that was asked for. */
  void write() throws IOException {
    if (WRITE) {
      List<String> lines =
          new TreeMap<>(found)
              .entrySet().stream()
                  .map(e -> e.getValue().seed() + " " + e.getValue().trial() + " " + e.getKey())
                  .toList();
      Files.createDirectories(file.getParent());
      Files.write(file, lines);
    }
  }
}
