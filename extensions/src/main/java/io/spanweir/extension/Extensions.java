package io.spanweir.extension;

import io.spanweir.core.component.ExtensionFactory;
import io.spanweir.extension.auth.BasicAuthFactory;
import io.spanweir.extension.auth.BearerTokenFactory;
import io.spanweir.extension.auth.HeadersSetterFactory;
import io.spanweir.extension.environment.EnvironmentCheckFactory;
import io.spanweir.extension.healthcheck.HealthCheckFactory;
import java.util.List;

/** Every extension of this module: a new one is one line here. */
public final class Extensions {
  private Extensions() {}

  /** The factories, in the order in which the reference page shows them. */
  public static List<ExtensionFactory<?>> all() {
    return List.of(
        new HealthCheckFactory(),
        new BearerTokenFactory(),
        new BasicAuthFactory(),
        new HeadersSetterFactory(),
        new EnvironmentCheckFactory());
  }
}
