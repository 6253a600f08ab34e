package io.spanweir.core.telemetry;

import org.jspecify.annotations.Nullable;

/** The page of own metrics, for components that show it beside what they serve. Any thread. */
@FunctionalInterface
public interface OwnMetrics {
  /** What {@link #page} is written in: Prometheus' text format. */
  String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Own metrics are not to be seen. */
  OwnMetrics NONE = () -> null;

  /** The page as it is now; null if own metrics are not to be seen. */
  @Nullable String page();
}
