package io.spanweir.extension.environment;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.InvalidConfigException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks once, when it is made, so that a configuration which is only checked is refused as well.
 * Every variable that is refused is named in one go: the first by the exception, the others by
 * those it suppresses.
 */
final class EnvironmentCheck implements Extension {
  /**
   * @throws InvalidConfigException when a variable is set that is refused
   */
  EnvironmentCheck(EnvironmentCheckConfig config) {
    InvalidConfigException first = null;
    for (Map.Entry<String, EnvironmentCheckConfig.Refused> entry : config.variables().entrySet()) {
      if (entry.getValue().isRefused()) {
        first = with(first, exception(entry.getKey(), entry.getValue()));
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static InvalidConfigException with(
      @Nullable InvalidConfigException first, InvalidConfigException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static InvalidConfigException exception(
      String name, EnvironmentCheckConfig.Refused refused) {
    return new InvalidConfigException(
        "variables." + name, refused.problem(name), refused.instead());
  }

  @Override
  public void start() {}

  @Override
  public void shutdown(long deadlineNanos) {}

  @Override
  public boolean isShutDown() {
    return true;
  }
}
