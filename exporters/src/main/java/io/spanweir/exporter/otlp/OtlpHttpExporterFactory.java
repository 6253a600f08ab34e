package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.exporter.http.HttpClientConfig;
import io.spanweir.exporter.http.HttpCompression;
import io.spanweir.exporter.http.HttpSender;
import io.spanweir.exporter.http.HttpTarget;
import io.spanweir.exporter.sending.QueuedExporter;
import io.spanweir.exporter.sending.SendingConfig;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
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
        HttpClientConfig.defaults(HttpCompression.GZIP),
        SendingConfig.defaults(Duration.ofSeconds(30)));
  }

  /**
   * @throws io.spanweir.core.component.InvalidConfigException when no endpoint is given
   */
  @Override
  public Exporter create(Settings settings, OtlpHttpExporterConfig config) {
    HttpTarget target = config.target(settings.signal());
    HttpSender sender = new HttpSender(settings, target, config.http(), new OtlpOverHttp());
    return new QueuedExporter(settings, sender, config.sending());
  }
}
