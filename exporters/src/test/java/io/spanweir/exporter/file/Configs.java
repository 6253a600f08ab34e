package io.spanweir.exporter.file;

import io.spanweir.core.component.ByteSize;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendQueueConfig;
import io.spanweir.exporter.sending.Sizer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Configurations for tests: few wait, and not long. */
final class Configs {
  private static final SendQueueConfig SMALL =
      new SendQueueConfig(true, 2, 20, Sizer.REQUESTS, false, new ByteSize(0), ByteSize.ofMiB(4));
  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofSeconds(1), 0, 1, Duration.ofSeconds(1), Duration.ofSeconds(20));

  private Configs() {}

  static FileExporterConfig of(
      String path,
      Format format,
      Compression compression,
      boolean append,
      @Nullable RotationConfig rotation) {
    return new FileExporterConfig(
        path,
        format,
        compression,
        CompressionParams.DEFAULT,
        append,
        false,
        Duration.ZERO,
        rotation,
        SMALL,
        SOON);
  }
}
