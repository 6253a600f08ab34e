package io.spanweir.core.component;

/**
 * A configuration that can't work, found by the record that owns it. Whoever binds the record adds
 * file, line and path.
 */
public final class InvalidConfigException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String key;
  private final String problem;
  private final String expected;

  /**
   * @param key the record's YAML key that is wrong, dotted from the record down; empty for the
   *     record as a whole
   * @param problem what is wrong with the value, as a phrase
   * @param expected what would be right, as a phrase
   */
  public InvalidConfigException(String key, String problem, String expected) {
    super(key.isEmpty() ? problem : key + ": " + problem);
    this.key = key;
    this.problem = problem;
    this.expected = expected;
  }

  public String key() {
    return key;
  }

  /** What is wrong with the key's value, without its name. */
  public String problem() {
    return problem;
  }

  public String expected() {
    return expected;
  }
}
