package io.spanweir.exporter.zipkin;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.http.HttpClientConfig;
import io.spanweir.exporter.http.HttpCompression;
import io.spanweir.exporter.http.HttpSender;
import io.spanweir.exporter.sending.QueuedExporter;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendQueueConfig;
import io.spanweir.exporter.sending.SendingConfig;
import java.time.Duration;
import java.util.Map;

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
        HttpCompression.NONE,
        CompressionParams.DEFAULT,
        Map.of(),
        Duration.ofSeconds(5),
        TlsClientConfig.DEFAULT,
        null,
        100,
        Duration.ofSeconds(90),
        false,
        HttpClientConfig.defaultUserAgent(),
        SendQueueConfig.DEFAULT,
        RetryConfig.DEFAULT);
  }

  /**
   * @throws io.spanweir.core.component.InvalidConfigException when no endpoint is given
   */
  @Override
  public Exporter create(Settings settings, ZipkinExporterConfig config) {
    SendingConfig sending =
        new SendingConfig(config.sendingQueue(), config.retryOnFailure(), config.timeout());
    ZipkinDialect dialect = new ZipkinDialect(config.format(), config.defaultServiceName());
    return new QueuedExporter(
        settings, new HttpSender(settings, config.client(), dialect), sending);
  }
}
