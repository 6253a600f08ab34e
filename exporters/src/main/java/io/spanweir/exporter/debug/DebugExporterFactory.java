package io.spanweir.exporter.debug;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import java.time.ZoneId;

/** Makes {@code debug} exporters. */
public final class DebugExporterFactory implements ExporterFactory<DebugExporterConfig> {
  @Override
  public String type() {
    return "debug";
  }

  @Override
  public Class<DebugExporterConfig> configType() {
    return DebugExporterConfig.class;
  }

  @Override
  public DebugExporterConfig defaultConfig() {
    return new DebugExporterConfig(Verbosity.BASIC);
  }

  @Override
  public Exporter create(Settings settings, DebugExporterConfig config) {
    StdoutConsole console = StdoutConsole.INSTANCE;
    TraceText.Style style =
        new TraceText.Style(config.verbosity(), console.hasColors(), ZoneId.systemDefault());
    return new DebugExporter(settings, style, console);
  }
}
