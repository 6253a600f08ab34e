package io.spanweir.exporter.zipkin;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.exporter.http.HttpClientConfig;
import io.spanweir.exporter.http.HttpCompression;
import io.spanweir.exporter.http.HttpSender;
import io.spanweir.exporter.sending.QueuedExporter;
import io.spanweir.exporter.sending.SendingConfig;
import java.time.Duration;

/** Makes {@code zipkin} exporters. */
public final class ZipkinExporterFactory implements ExporterFactory<ZipkinExporterConfig> {
  @Override
  public String type() {
    return "zipkin";
  }

  @Override
  public Class<ZipkinExporterConfig> configType() {
    return ZipkinExporterConfig.class;
  }

  @Override
  public ZipkinExporterConfig defaultConfig() {
    return new ZipkinExporterConfig(
        "",
        Format.JSON,
        "<missing service name>",
        HttpClientConfig.defaults(HttpCompression.NONE),
        SendingConfig.defaults(Duration.ofSeconds(5)));
  }

  /**
   * @throws io.spanweir.core.component.InvalidConfigException when no endpoint is given
   */
  @Override
  public Exporter create(Settings settings, ZipkinExporterConfig config) {
    ZipkinDialect dialect = new ZipkinDialect(config.format(), config.defaultServiceName());
    HttpSender sender = new HttpSender(settings, config.target(), config.http(), dialect);
    return new QueuedExporter(settings, sender, config.sending());
  }
}
