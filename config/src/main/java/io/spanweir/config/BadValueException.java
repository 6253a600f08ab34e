package io.spanweir.config;

/** A scalar that isn't what its key takes. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String expected;
  private final boolean unset;

  /**
   * @param problem what is wrong, as a phrase
   * @param expected what would be right, as a phrase; empty if the problem says it
   */
  BadValueException(String problem, String expected) {
    this(problem, expected, false);
  }

  private BadValueException(String problem, String expected, boolean unset) {
    super(problem, null, false, false);
    this.expected = expected;
    this.unset = unset;
  }

  /** For a variable that another environment may have. */
  static BadValueException unset(String name) {
    return new BadValueException(
        "the variable " + name + " is not set",
        "it to be, or a default as in ${env:" + name + ":-default}",
        true);
  }

  boolean isUnset() {
    return unset;
  }

  String problem() {
    return String.valueOf(getMessage());
  }

  String expected() {
    return expected;
  }
}
