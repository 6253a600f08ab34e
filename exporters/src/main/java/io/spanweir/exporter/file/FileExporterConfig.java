package io.spanweir.exporter.file;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendQueueConfig;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code file} exporter; keys and defaults of the OpenTelemetry Collector. */
@Differs(
    value = {"flush_interval: has no effect; every record is written at once, and whole"},
    whole = {
      "a disk that is full or away is tried again as retry_on_failure says; what waits is bounded"
          + " by sending_queue, and past it senders are refused"
    })
@Description("Writes to a file: a line of OTLP/JSON per request, or protobuf with its length")
@NotYet({
  "group_by: one file for all; use an exporter for each with filters before them",
  "encoding: format is json or proto",
  "directory_permissions=0755: create_directory makes it as the process's umask says"
})
public record FileExporterConfig(
    @Required @Description("The file") String path,
    @Description(
            "json: a line of OTLP/JSON per request; proto: the request's bytes behind their length"
                + " in four bytes, the highest first")
        Format format,
    @Description(
            "none or zstd; with zstd each request is compressed for itself and stands behind its"
                + " length, in both formats")
        Compression compression,
    CompressionParams compressionParams,
    @Description("Whether what is in the file at start stays; with rotation it always does")
        boolean append,
    @Description("Whether the file's directory is made if it isn't there") boolean createDirectory,
    @Description("Accepted for compatibility: every request is written at once")
        Duration flushInterval,
    @Description("When a new file is begun; absent for never") @Nullable RotationConfig rotation,
    SendQueueConfig sendingQueue,
    RetryConfig retryOnFailure)
    implements Announced {
  public FileExporterConfig {
    if (flushInterval.isNegative()) {
      throw new InvalidConfigException("flush_interval", "is negative", "0s or more");
    }
    compressionParams.check(
        compression == Compression.ZSTD
            ? CompressionParams.Family.ZSTD
            : CompressionParams.Family.NONE);
    parse(path);
  }

  private static Path parse(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new InvalidConfigException("path", "is no path: " + e.getReason(), "a file's path");
    }
  }

  Path file() {
    return parse(path);
  }

  /** Whether a record is a line of text. */
  boolean isLines() {
    return format == Format.JSON && compression == Compression.NONE;
  }

  @Override
  public List<String> announcement(Limits limits) {
    String form = format == Format.JSON ? ", JSON" : ", protobuf";
    String packed = compression == Compression.ZSTD ? ", zstd" : "";
    String rotated =
        rotation == null ? "" : ", a new file each " + (rotation.bytesMax() >> 20) + "MiB";
    return List.of(path + form + packed + rotated);
  }
}
