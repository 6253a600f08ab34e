package io.spanweir.connector.spanmetrics;

import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.testkit.contract.ConnectorContract;

class SpanMetricsContractTest extends ConnectorContract {
  @Override
  protected Connector create(Settings settings, Outputs next) {
    return new SpanMetricsFactory().create(settings, new Configs().config(), next);
  }

  @Override
  protected Signal produces() {
    return Signal.METRICS;
  }
}
