package io.spanweir.core.data;

/** What flows through a pipeline. */
public enum Signal {
  TRACES("traces", "spans"),
  METRICS("metrics", "metric.points"),
  LOGS("logs", "log.records");

  private final String key;
  private final String items;

  Signal(String key, String items) {
    this.key = key;
    this.items = items;
  }

  /** What it is counted in, as the Collector's metrics are named. */
  public String items() {
    return items;
  }

  /** The word that a pipeline's id starts with. */
  public String key() {
    return key;
  }

  /**
   * What the ledger calls the book in which a component of this name counts this signal. Spans are
   * what it is about, so theirs has the plain name; log records and metrics are counted in books of
   * their own.
   */
  public String account(String componentName) {
    return this == TRACES ? componentName : componentName + ":" + key;
  }
}
