package io.spanweir.exporter;

import io.spanweir.core.component.ExporterFactory;
import io.spanweir.exporter.debug.DebugExporterFactory;
import io.spanweir.exporter.file.FileExporterFactory;
import io.spanweir.exporter.nop.NopExporterFactory;
import io.spanweir.exporter.otlp.OtlpExporterFactory;
import io.spanweir.exporter.otlp.OtlpHttpExporterFactory;
import io.spanweir.exporter.tracestore.TraceStoreFactory;
import io.spanweir.exporter.zipkin.ZipkinExporterFactory;
import java.util.List;

/** All exporters of this module: a new one is a folder and a line here. */
public final class Exporters {
  private Exporters() {}

  public static List<ExporterFactory<?>> all() {
    return List.of(
        new DebugExporterFactory(),
        new FileExporterFactory(),
        new NopExporterFactory(),
        new OtlpExporterFactory(),
        new OtlpHttpExporterFactory(),
        new TraceStoreFactory(),
        new ZipkinExporterFactory());
  }
}
