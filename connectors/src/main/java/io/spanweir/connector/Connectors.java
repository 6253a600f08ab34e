package io.spanweir.connector;

import io.spanweir.connector.spanmetrics.SpanMetricsFactory;
import io.spanweir.core.component.ConnectorFactory;
import java.util.List;

/** Every connector of this module: a new one is one line here. */
public final class Connectors {
  private Connectors() {}

  /** The factories, in the order in which the reference page shows them. */
  public static List<ConnectorFactory<?>> all() {
    return List.of(new SpanMetricsFactory());
  }
}
