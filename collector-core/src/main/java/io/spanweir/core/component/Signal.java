package io.spanweir.core.component;

/** What flows through a pipeline. */
public enum Signal {
  TRACES("traces"),
  METRICS("metrics"),
  LOGS("logs");

  private final String key;

  Signal(String key) {
    this.key = key;
  }

  /** The word that a pipeline's id starts with. */
  public String key() {
    return key;
  }
}
