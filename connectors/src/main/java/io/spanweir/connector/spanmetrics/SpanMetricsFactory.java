package io.spanweir.connector.spanmetrics;

import io.spanweir.core.component.Connector;
import io.spanweir.core.component.ConnectorFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.Outputs;
import java.util.List;
import java.util.Set;

/** Makes {@code span_metrics} connectors. */
public final class SpanMetricsFactory implements ConnectorFactory<SpanMetricsConfig> {
  @Override
  public String type() {
    return "span_metrics";
  }

  @Override
  public List<String> aliases() {
    return List.of("spanmetrics");
  }

  @Override
  public Set<Signal> produces() {
    return Set.of(Signal.METRICS);
  }

  /** Series are on the Prometheus page whether some pipeline takes them or not. */
  @Override
  public boolean mayEnd() {
    return true;
  }

  @Override
  public Class<SpanMetricsConfig> configType() {
    return SpanMetricsConfig.class;
  }

  @Override
  public SpanMetricsConfig defaultConfig() {
    return SpanMetricsConfig.DEFAULT;
  }

  @Override
  public Connector create(Settings settings, SpanMetricsConfig config, Outputs next) {
    return new SpanMetricsConnector(settings, config, next);
  }
}
