package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes {@code otlp_http} exporters. */
public final class OtlpHttpExporterFactory implements ExporterFactory<OtlpHttpExporterConfig> {
  @Override
  public String type() {
    return "otlp_http";
  }

  @Override
  public List<String> aliases() {
    return List.of("otlphttp");
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<OtlpHttpExporterConfig> configType() {
    return OtlpHttpExporterConfig.class;
  }

  @Override
  public OtlpHttpExporterConfig defaultConfig() {
    return new OtlpHttpExporterConfig(
        "",
        "",
        "",
        "",
        HttpCompression.GZIP,
        CompressionParams.DEFAULT,
        Map.of(),
        Duration.ofSeconds(30),
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
  public Exporter create(Settings settings, OtlpHttpExporterConfig config) {
    SendingConfig sending =
        new SendingConfig(config.sendingQueue(), config.retryOnFailure(), config.timeout());
    HttpSender sender =
        new HttpSender(settings, config.client(settings.signal()), new OtlpOverHttp());
    return new QueuedExporter(settings, sender, sending);
  }
}
