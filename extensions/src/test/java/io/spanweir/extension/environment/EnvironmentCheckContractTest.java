package io.spanweir.extension.environment;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.Settings;
import io.spanweir.testkit.contract.ExtensionContract;

/** As every extension. */
class EnvironmentCheckContractTest extends ExtensionContract {
  @Override
  protected Extension create(Settings settings) {
    EnvironmentCheckFactory factory = new EnvironmentCheckFactory();
    return factory.create(settings, factory.defaultConfig());
  }
}
