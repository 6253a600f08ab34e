package io.spanweir.exporter.file;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;

/** {@code rotation}; keys and defaults of the OpenTelemetry Collector. */
@Description("When a file is full, and which of those before it stay")
public record RotationConfig(
    @Description("A file that would become larger is renamed, and a new one begun")
        int maxMegabytes,
    @Description("Renamed files are deleted after so many days; 0 for never") int maxDays,
    @Description("How many renamed files stay; 0 for all") int maxBackups,
    @Description("Whether the time in their names is local; else it is UTC") boolean localtime) {
  public RotationConfig {
    notNegative("max_megabytes", maxMegabytes);
    notNegative("max_days", maxDays);
    notNegative("max_backups", maxBackups);
  }

  private static void notNegative(String key, int value) {
    if (value < 0) {
      throw new InvalidConfigException(key, "is " + value, "0 or more");
    }
  }

  /** What holds where the block says nothing. */
  public static RotationConfig defaults() {
    return new RotationConfig(100, 0, 100, false);
  }

  /** 0 means the default, as in the Collector. */
  long bytesMax() {
    return (maxMegabytes == 0 ? 100L : maxMegabytes) << 20;
  }
}
