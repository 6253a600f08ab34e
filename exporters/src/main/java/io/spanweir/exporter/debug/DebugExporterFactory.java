package io.spanweir.exporter.debug;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;

/** Makes {@code debug} exporters. */
public final class DebugExporterFactory implements ExporterFactory<DebugExporterConfig> {
  @Override
  public String type() {
    return "debug";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
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
