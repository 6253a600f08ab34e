package io.spanweir.config;

/** How the module speaks of what the Collector has and this collector hasn't. */
final class NotThere {
  private static final String OF = " of the OpenTelemetry Collector that is ";

  private NotThere() {}

  /**
   * @param what subject and noun: {@code is a key}, {@code kafka is an exporter}
   * @param hint what to do instead; may be empty
   */
  static String message(String what, String hint) {
    return what + OF + "not there yet" + (hint.isEmpty() ? "" : ": " + hint);
  }

  /** A message without what goes without saying when all of it is about the Collector. */
  static String brief(String message) {
    int at = message.indexOf(OF);
    return at < 0 ? message : message.substring(at + OF.length());
  }
}
