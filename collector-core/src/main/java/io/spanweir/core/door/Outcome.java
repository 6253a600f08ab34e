package io.spanweir.core.door;

/**
 * What became of a request: what its sender is told, and what it is counted as.
 *
 * <p>The codes are OTLP's (opentelemetry-proto, specification of OTLP/gRPC and OTLP/HTTP): senders
 * try again on gRPC {@code UNAVAILABLE}, on {@code RESOURCE_EXHAUSTED} only with {@code RetryInfo},
 * and on HTTP 429, 502, 503 and 504; on nothing else that is in this table.
 */
public enum Outcome {
  /** Taken over, perhaps without some of its spans. */
  ACCEPTED("accepted", 0, 200),
  /** HTTP: a browser asked what a page may send, and was told. */
  PREFLIGHT("preflight", 0, 204),
  /** There is no room now, here or further down. */
  NO_ROOM("no_room", 8, 503),
  /** A later stage could not take it after all, or the process is on its way out. */
  UNAVAILABLE("unavailable", 14, 503),
  /** A later stage will never take it. */
  REJECTED("rejected", 13, 500),
  /** The bytes are not what they say they are. */
  MALFORMED("malformed", 3, 400),
  /** More bytes than allowed, as they came or after decompression. */
  TOO_LARGE("too_large", 8, 413),
  /** It did not come whole in time. */
  TIMEOUT("timeout", 4, 408),
  /** The sender went away, or broke off. */
  CANCELLED("cancelled", 1, 499),
  /** The sender does not say who it is, or not well enough. */
  UNAUTHENTICATED("unauthenticated", 16, 401),
  /** HTTP: no such path. */
  NOT_FOUND("not_found", 5, 404),
  /** HTTP: not a POST. */
  WRONG_METHOD("wrong_method", 12, 405),
  /** HTTP: neither protobuf nor JSON, or an encoding that is not understood. */
  WRONG_TYPE("wrong_type", 3, 415),
  /** HTTP: an {@code Expect} other than 100-continue. */
  WRONG_EXPECTATION("wrong_expectation", 3, 417),
  /** HTTP: the request line is too long. */
  LINE_TOO_LONG("line_too_long", 3, 414),
  /** HTTP: the headers are too long. */
  HEADERS_TOO_LONG("headers_too_long", 3, 431);

  private final String label;
  private final int grpcCode;
  private final int httpCode;

  Outcome(String label, int grpcCode, int httpCode) {
    this.label = label;
    this.grpcCode = grpcCode;
    this.httpCode = httpCode;
  }

  /** The value of the {@code outcome} label. */
  public String label() {
    return label;
  }

  /** The number in {@code google.rpc.Code}. */
  public int grpcCode() {
    return grpcCode;
  }

  public int httpCode() {
    return httpCode;
  }

  /** Whether the sender does something wrong, or is too slow. */
  public boolean isSendersFault() {
    return switch (this) {
      case ACCEPTED, PREFLIGHT, NO_ROOM, UNAVAILABLE, REJECTED, CANCELLED -> false;
      default -> true;
    };
  }

  /** Whether the sender is told when to try again. */
  public boolean retryable() {
    return this == NO_ROOM || this == UNAVAILABLE;
  }
}
