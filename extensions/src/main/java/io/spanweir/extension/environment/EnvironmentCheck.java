package io.spanweir.extension.environment;

import io.spanweir.core.component.Extension;
import io.spanweir.core.component.StartException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks once, at the start, before any door opens. Every variable that is refused is named in one
 * go: the first by the exception, the others by those it suppresses.
 */
final class EnvironmentCheck implements Extension {
  private final String keys;
  private final EnvironmentCheckConfig config;

  /**
   * @param keys the way to the extension's own keys
   */
  EnvironmentCheck(String keys, EnvironmentCheckConfig config) {
    this.keys = keys;
    this.config = config;
  }

  /**
   * @throws StartException when a variable is set that is refused
   */
  @Override
  public void start() throws StartException {
    StartException first = null;
    for (Map.Entry<String, EnvironmentCheckConfig.Refused> entry : config.variables().entrySet()) {
      if (entry.getValue().isRefused()) {
        first = with(first, exception(entry.getKey(), entry.getValue()));
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static StartException with(@Nullable StartException first, StartException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private StartException exception(String name, EnvironmentCheckConfig.Refused refused) {
    return new StartException(
        keys + "::variables::" + name, refused.problem(name), refused.instead(), null);
  }

  @Override
  public void shutdown(long deadlineNanos) {}

  @Override
  public boolean isShutDown() {
    return true;
  }
}
