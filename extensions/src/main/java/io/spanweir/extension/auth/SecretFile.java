package io.spanweir.extension.auth;

import io.spanweir.core.component.Settings;
import io.spanweir.core.component.StartException;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.runtime.WatchedFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a small file of secrets, read again when it changes. A file that can't be read any
 * more leaves what was there in force, which is said. What the lines are given to is called on the
 * thread that starts it, then on the work loop.
 */
final class SecretFile {
  private static final int BYTES_MAX = 1 << 20;
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Settings settings;
  private final String path;
  private final WatchedFile file;
  private final Consumer<List<String>> to;
  private Loop.@Nullable Duty duty;

  /**
   * @param path where its name stands in the configuration
   * @param to gets the lines that aren't blank, stripped
   */
  SecretFile(Settings settings, String path, String name, Consumer<List<String>> to) {
    this.settings = settings;
    this.path = path;
    this.file = new WatchedFile(name, BYTES_MAX);
    this.to = to;
  }

  /**
   * @throws StartException if it can't be read
   */
  void start() throws StartException {
    look();
    String problem = file.problem();
    if (problem != null) {
      throw new StartException(path, "the file " + problem, "a file that can be read", null);
    }
    duty = settings.loops().workLoop().add(new Watch());
  }

  void stop() {
    if (duty != null) {
      duty.close();
    }
  }

  private void look() {
    byte[] changed = file.readIfChanged();
    if (changed != null) {
      to.accept(
          new String(changed, StandardCharsets.UTF_8)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList());
    }
  }

  private final class Watch implements DutyCycle {
    private long nextNanos = settings.loops().clock().nanoTime() + LOOK_EVERY_NANOS;

    @Override
    public int doWork(long nowNanos) {
      if (nowNanos >= nextNanos) {
        nextNanos = nowNanos + LOOK_EVERY_NANOS;
        look();
        String problem = file.problem();
        if (problem != null) {
          settings.telemetry().errors().record(settings.accountName(), path, problem);
        }
      }
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return nextNanos;
    }

    @Override
    public String roleName() {
      return settings.accountName();
    }
  }
}
