package io.spanweir.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.util.ResourceLeakDetector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Faults on purpose are no news, and a process that is killed on purpose leaks: keeps what the
 * product says of both out of the way while a simulation runs.
 */
final class Quiet implements BeforeAllCallback, AfterAllCallback {
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.spanweir");
  private @Nullable Level level;
  private ResourceLeakDetector.@Nullable Level leaks;

  @Override
  public void beforeAll(ExtensionContext context) {
    level = ours.getLevel();
    ours.setLevel(Level.OFF);
    leaks = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    ours.setLevel(level);
    ResourceLeakDetector.setLevel(leaks);
  }
}
