package io.spanweir.testkit;

import java.util.List;
import java.util.SplittableRandom;

/** Random choices of a test, all from one seed. Not thread safe. */
public final class Rng {
  private final SplittableRandom random;

  public Rng(long seed) {
    this(new SplittableRandom(seed));
  }

  private Rng(SplittableRandom random) {
    this.random = random;
  }

  /** A generator of its own whose draws don't disturb this one's. */
  public Rng split() {
    return new Rng(random.split());
  }

  public long nextLong() {
    return random.nextLong();
  }

  /** Any number but 0, as ids are. */
  public long id() {
    long id;
    do {
      id = random.nextLong();
    } while (id == 0);
    return id;
  }

  /** From 0 to {@code bound - 1}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** From {@code low} to {@code high}, both included. */
  public int between(int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  /** From {@code low} to {@code high}, both included. */
  public long between(long low, long high) {
    return low + random.nextLong(high - low + 1);
  }

  /** True in {@code percent} of 100 draws. */
  public boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  /** True in {@code n} of a thousand draws. */
  public boolean permille(int n) {
    return random.nextInt(1000) < n;
  }

  public <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
