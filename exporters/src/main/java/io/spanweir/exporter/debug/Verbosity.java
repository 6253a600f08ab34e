package io.spanweir.exporter.debug;

/** How much of a trace is shown. */
public enum Verbosity {
  /** A line. */
  BASIC,
  /** The line and a tree of its spans. */
  NORMAL,
  /** The tree with every attribute. */
  DETAILED
}
