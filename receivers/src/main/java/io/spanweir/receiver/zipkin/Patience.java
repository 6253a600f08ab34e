package io.spanweir.receiver.zipkin;

/**
 * How long a short way is not tried that has led nowhere: the next time once, then three times, and
 * so on, so that whoever never takes it pays for little more than the long way. Not thread safe.
 */
final class Patience {
  private static final int REST_MAX = 63;

  private int rest;
  private int resting;

  /** Whether it is not to be tried this time. */
  boolean isResting() {
    if (resting == 0) {
      return false;
    }
    resting--;
    return true;
  }

  /** Notes how a try went. */
  void tried(boolean good) {
    rest = good ? 0 : Math.min(2 * rest + 1, REST_MAX);
    resting = rest;
  }
}
