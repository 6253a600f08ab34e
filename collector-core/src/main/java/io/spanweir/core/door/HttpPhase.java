package io.spanweir.core.door;

/** How far a connection is with the request at hand. */
enum HttpPhase {
  /** Between two requests. */
  IDLE,
  /** A request line or headers have begun. */
  HEAD,
  BODY,
  /** The request is whole, the answer is not there yet. */
  ANSWER,
  /** Answered; the rest of the body is read and thrown away. */
  SKIP,
  /** The last answer is out; whatever comes is thrown away. */
  LINGER;

  /** How long a sender has to notice that nobody reads on, before it is cut off. */
  private static final long LINGER_NANOS = 2_000_000_000L;

  /**
   * Whether it has taken too long.
   *
   * @param inPhase nanoseconds since it began
   * @param silent nanoseconds since anything came
   */
  boolean isOver(HttpServerSettings server, long inPhase, long silent) {
    return switch (this) {
      case IDLE -> inPhase > server.keepAlive().idleTimeout().toNanos();
      case HEAD -> inPhase > server.readHeaderTimeout().toNanos();
      case BODY, SKIP ->
          inPhase > server.readTimeout().toNanos() || silent > server.bodyIdleTimeout().toNanos();
      case LINGER -> inPhase > LINGER_NANOS;
      // The sender has done its part.
      case ANSWER -> false;
    };
  }
}
