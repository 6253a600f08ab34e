package io.spanweir.deploy;

/** A question that can't be answered because of how it is asked; the message says how to ask. */
final class BadQuestionException extends Exception {
  private static final long serialVersionUID = 1L;

  BadQuestionException(String message) {
    super(message);
  }
}
