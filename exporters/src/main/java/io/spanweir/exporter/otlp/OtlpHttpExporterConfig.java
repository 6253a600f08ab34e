package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.data.Signal;
import io.spanweir.exporter.http.HttpClientConfig;
import io.spanweir.exporter.http.HttpTarget;
import io.spanweir.exporter.sending.SendingConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code otlp_http} exporter; keys and defaults of the OpenTelemetry Collector. */
@Description("Sends spans, metrics and log records to an OTLP server over HTTP")
@NotYet({
  "encoding=proto: bodies are protobuf",
  "profiles_endpoint: profiles pipelines are not there yet"
})
public record OtlpHttpExporterConfig(
    @Description("URL of the server, to which /v1/traces, /v1/metrics or /v1/logs is added")
        String endpoint,
    @Description("URL for traces, as it is; empty for the one of endpoint") String tracesEndpoint,
    @Description("URL for metrics, as it is; empty for the one of endpoint") String metricsEndpoint,
    @Description("URL for logs, as it is; empty for the one of endpoint") String logsEndpoint,
    @Inline HttpClientConfig http,
    @Inline SendingConfig sending)
    implements Announced {
  public OtlpHttpExporterConfig {
    parse("endpoint", endpoint, "");
    parse("traces_endpoint", tracesEndpoint, "");
    parse("metrics_endpoint", metricsEndpoint, "");
    parse("logs_endpoint", logsEndpoint, "");
  }

  private static @Nullable HttpTarget parse(String key, String url, String suffix) {
    return url.isBlank() ? null : HttpTarget.parse(key, url, suffix);
  }

  /**
   * Where a signal goes.
   *
   * @throws InvalidConfigException if nothing says so
   */
  HttpTarget target(Signal signal) {
    String own =
        switch (signal) {
          case TRACES -> tracesEndpoint;
          case METRICS -> metricsEndpoint;
          case LOGS -> logsEndpoint;
        };
    String key = signal.key() + "_endpoint";
    HttpTarget target = parse(key, own, "");
    if (target == null) {
      target = parse("endpoint", endpoint, "/v1/" + signal.key());
    }
    if (target == null) {
      throw new InvalidConfigException(
          "endpoint", "is missing", "a URL such as https://backend:4318, here or in " + key);
    }
    return target;
  }

  @Override
  public List<String> announcement(Limits limits) {
    String shown = endpoint.isBlank() ? tracesEndpoint : endpoint;
    return List.of("OTLP/HTTP  " + shown + http.compression().suffix());
  }
}
