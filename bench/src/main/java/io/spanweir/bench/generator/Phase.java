package io.spanweir.bench.generator;

/**
 * A stretch of a run.
 *
 * @param name what reports call it
 * @param spansPerSecond the offered rate, or 0 to keep every connection as full as it may be
 * @param seconds how long it lasts
 */
public record Phase(String name, double spansPerSecond, double seconds) {
  /** Whether the load follows the answers instead of the clock. */
  public boolean saturated() {
    return spansPerSecond <= 0;
  }
}
