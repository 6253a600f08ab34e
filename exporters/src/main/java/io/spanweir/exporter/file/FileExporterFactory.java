package io.spanweir.exporter.file;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.sending.QueuedExporter;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendQueueConfig;
import io.spanweir.exporter.sending.SendingConfig;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes {@code file} exporters. */
public final class FileExporterFactory implements ExporterFactory<FileExporterConfig> {
  /** One exporter of a configuration is made for each signal; they write to one file. */
  private final ConcurrentHashMap<FileExporterConfig, OutputFile> files = new ConcurrentHashMap<>();

  private final Disk disk;

  public FileExporterFactory() {
    this(Disk.REAL);
  }

  FileExporterFactory(Disk disk) {
    this.disk = disk;
  }

  @Override
  public String type() {
    return "file";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<FileExporterConfig> configType() {
    return FileExporterConfig.class;
  }

  @Override
  public FileExporterConfig defaultConfig() {
    return new FileExporterConfig(
        "",
        Format.JSON,
        Compression.NONE,
        CompressionParams.DEFAULT,
        false,
        false,
        Duration.ofSeconds(1),
        null,
        SendQueueConfig.DEFAULT,
        RetryConfig.DEFAULT);
  }

  @Override
  public Exporter create(Settings settings, FileExporterConfig config) {
    OutputFile file =
        files.computeIfAbsent(config, c -> new OutputFile(disk, c, settings.loops().clock()));
    SendingConfig sending =
        new SendingConfig(config.sendingQueue(), config.retryOnFailure(), Duration.ZERO);
    return new QueuedExporter(settings, new FileSender(settings, config, file), sending);
  }
}
