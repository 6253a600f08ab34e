package io.spanweir.extension.healthcheck;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.ExtensionFactory;
import io.spanweir.core.component.Settings;

/** Makes {@code health_check} extensions. */
public final class HealthCheckFactory implements ExtensionFactory<HealthCheckConfig> {
  @Override
  public String type() {
    return "health_check";
  }

  @Override
  public Class<HealthCheckConfig> configType() {
    return HealthCheckConfig.class;
  }

  @Override
  public HealthCheckConfig defaultConfig() {
    return HealthCheckConfig.DEFAULT;
  }

  @Override
  public Extension create(Settings settings, HealthCheckConfig config) {
    return new HealthCheck(settings, config);
  }
}
