package io.spanweir.exporter.tracestore.query;

/** A query that can't be answered as it is asked. The message is the answer, in Zipkin's words. */
final class BadQueryException extends Exception {
  private static final long serialVersionUID = 1L;

  BadQueryException(String message) {
    super(message, null, false, false);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
