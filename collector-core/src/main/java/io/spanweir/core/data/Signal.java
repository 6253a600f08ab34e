package io.spanweir.core.data;

import java.util.Locale;

/** What flows through a pipeline. */
public enum Signal {
  TRACES("traces", "spans", "span"),
  METRICS("metrics", "metric.points", "data point"),
  LOGS("logs", "log.records", "log record");

  private final String key;
  private final String items;
  private final String word;

  Signal(String key, String items, String word) {
    this.key = key;
    this.items = items;
    this.word = word;
  }

  /** What it is counted in, as the Collector's metrics are named. */
  public String items() {
    return items;
  }

  /** So many of what it is counted in, for a person. */
  public String counted(long items) {
    return String.format(Locale.ROOT, "%,d %s%s", items, word, items == 1 ? "" : "s");
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
