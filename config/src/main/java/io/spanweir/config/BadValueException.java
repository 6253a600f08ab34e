package io.spanweir.config;

/** A scalar that isn't what its key takes. */
final class BadValueException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String expected;

  /**
   * @param problem what is wrong, as a phrase
   * @param expected what would be right, as a phrase; empty if the problem says it
   */
  BadValueException(String problem, String expected) {
    super(problem, null, false, false);
    this.expected = expected;
  }

  String problem() {
    return String.valueOf(getMessage());
  }

  String expected() {
    return expected;
  }
}
