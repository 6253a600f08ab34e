package io.spanweir.exporter.otlp;

/** Which of a name's addresses a request goes to. */
public enum Balancer {
  /** All in turn. */
  ROUND_ROBIN("round_robin"),
  /** The first that answers. */
  PICK_FIRST("pick_first");

  private final String policy;

  Balancer(String policy) {
    this.policy = policy;
  }

  /** What gRPC calls it. */
  String policy() {
    return policy;
  }
}
