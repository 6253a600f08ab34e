package io.spanweir.bench.workload;

/** How messages travel. */
public enum Transport {
  GRPC,
  /** HTTP/1.1. */
  HTTP,
  /** A message is a datagram, which nobody answers. */
  UDP,
  /** Framed Thrift calls over TCP. */
  SCRIBE
}
