package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.ExporterFactory;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.exporter.http.CompressionParams;
import io.spanweir.exporter.http.HttpClientConfig;
import io.spanweir.exporter.sending.QueuedExporter;
import io.spanweir.exporter.sending.SendingConfig;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes {@code otlp} exporters. */
public final class OtlpExporterFactory implements ExporterFactory<OtlpExporterConfig> {
  @Override
  public String type() {
    return "otlp";
  }

  @Override
  public List<String> aliases() {
    return List.of("otlp_grpc");
  }

  @Override
  public Set<Signal> signals() {
    return EnumSet.allOf(Signal.class);
  }

  @Override
  public Class<OtlpExporterConfig> configType() {
    return OtlpExporterConfig.class;
  }

  @Override
  public OtlpExporterConfig defaultConfig() {
    return new OtlpExporterConfig(
        "",
        Compression.GZIP,
        CompressionParams.DEFAULT,
        Map.of(),
        TlsClientConfig.DEFAULT,
        null,
        false,
        Balancer.ROUND_ROBIN,
        "",
        HttpClientConfig.defaultUserAgent(),
        KeepaliveConfig.DEFAULT,
        SendingConfig.defaults(Duration.ofSeconds(5)));
  }

  /**
   * @throws io.spanweir.core.component.InvalidConfigException when the endpoint is missing or no
   *     address
   */
  @Override
  public Exporter create(Settings settings, OtlpExporterConfig config) {
    Endpoint endpoint = Endpoint.parse(config.endpoint(), config.tls().insecure());
    return new QueuedExporter(
        settings, new OtlpGrpcSender(settings, endpoint, config), config.sending());
  }
}
