package io.spanweir.extension.healthcheck;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.Settings;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.contract.ExtensionContract;

/** The same port again and again: an end leaves it to the next one. */
class HealthCheckContractTest extends ExtensionContract {
  private final int port = Ports.free();

  @Override
  protected Extension create(Settings settings) {
    HealthCheckFactory factory = new HealthCheckFactory();
    return factory.create(
        settings, Records.with(factory.defaultConfig(), "endpoint", "127.0.0.1:" + port));
  }
}
