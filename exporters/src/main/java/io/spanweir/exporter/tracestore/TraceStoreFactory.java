package io.spanweir.exporter.tracestore;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.door.CorsConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes {@code trace_store} exporters. */
public final class TraceStoreFactory implements ExporterFactory<TraceStoreConfig> {
  /** One rehearsal is enough for a process, however many stores it has. */
  private final AtomicBoolean rehearses = new AtomicBoolean(true);

  @Override
  public String type() {
    return "trace_store";
  }

  @Override
  public Class<TraceStoreConfig> configType() {
    return TraceStoreConfig.class;
  }

  @Override
  public TraceStoreConfig defaultConfig() {
    return new TraceStoreConfig(
        "",
        new ByteSize(0),
        Duration.ofDays(7),
        "localhost:9411",
        250,
        true,
        true,
        false,
        List.of(),
        new ByteSize(0),
        CorsConfig.OFF,
        null,
        null);
  }

  @Override
  public Exporter create(Settings settings, TraceStoreConfig config) {
    int rehearsed = rehearses.getAndSet(false) ? WriteRehearsal.SPANS : 0;
    return new TraceStoreExporter(settings, config, Disk.OF_MACHINE, rehearsed);
  }
}
