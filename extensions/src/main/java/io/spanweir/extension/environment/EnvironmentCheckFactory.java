package io.spanweir.extension.environment;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionFactory;
import io.spanweir.core.component.Settings;

/** Makes {@code environment_check} extensions. */
public final class EnvironmentCheckFactory implements ExtensionFactory<EnvironmentCheckConfig> {
  @Override
  public String type() {
    return "environment_check";
  }

  @Override
  public Class<EnvironmentCheckConfig> configType() {
    return EnvironmentCheckConfig.class;
  }

  @Override
  public EnvironmentCheckConfig defaultConfig() {
    return EnvironmentCheckConfig.DEFAULT;
  }

  @Override
  public Extension create(Settings settings, EnvironmentCheckConfig config) {
    return new EnvironmentCheck(config);
  }
}
