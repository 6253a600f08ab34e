package io.spanweir.exporter.nop;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import java.util.EnumSet;
import java.util.Set;

/** Makes {@code nop} exporters. */
public final class NopExporterFactory implements ExporterFactory<NopExporterConfig> {
  @Override
  public String type() {
    return "nop";
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<NopExporterConfig> configType() {
    return NopExporterConfig.class;
  }

  @Override
  public NopExporterConfig defaultConfig() {
    return new NopExporterConfig();
  }

  @Override
  public Exporter create(Settings settings, NopExporterConfig config) {
    return new NopExporter(settings);
  }
}
