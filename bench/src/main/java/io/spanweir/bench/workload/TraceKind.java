package io.spanweir.bench.workload;

/** What a trace is, as far as the policies of the workload care. A trace is of one kind only. */
public enum TraceKind {
  PLAIN,
  ERROR,
  SLOW,
  VIP
}
