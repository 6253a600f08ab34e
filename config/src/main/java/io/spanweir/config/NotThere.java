package io.spanweir.config;

/** How the module speaks of what the Collector has and this collector hasn't. */
final class NotThere {
  private NotThere() {}

  /**
   * @param what subject and noun: {@code is a key}, {@code kafka is an exporter}
   * @param hint what to do instead; may be empty
   */
  static String message(String what, String hint) {
    return what
        + " of the OpenTelemetry Collector that is not there yet"
        + (hint.isEmpty() ? "" : ": " + hint);
  }
}
