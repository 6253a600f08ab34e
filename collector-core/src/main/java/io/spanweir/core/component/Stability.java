package io.spanweir.core.component;

/** How much may still change about a component, in the words of the OpenTelemetry Collector. */
public enum Stability {
  /** Not meant for use. */
  DEVELOPMENT,
  /** Does what it says; its own keys may change with any version. */
  ALPHA,
  /** Keys change only with notice, and old ones are taken for a while. */
  BETA,
  /** Keys do not change. */
  STABLE
}
