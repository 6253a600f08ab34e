package io.spanweir.exporter.zipkin;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Required;
import io.spanweir.exporter.http.HttpClientConfig;
import io.spanweir.exporter.http.HttpTarget;
import io.spanweir.exporter.sending.SendingConfig;
import java.util.List;

/** {@code zipkin} exporter; keys and defaults of the OpenTelemetry Collector. */
@Differs(
    value = {
      "default_service_name: spans whose resource says nothing at all, as those that came from"
          + " Zipkin without an endpoint, stay without a name"
    },
    whole = {
      "spans that came from Zipkin go out as they came in: debug, shared, 64-bit ids, endpoints"
          + " and tags",
      "a request is sent again after 408, 429 and 5xx, and not after any other error"
    })
@Description("Sends spans to a Zipkin server, or to whatever takes Zipkin's v2 over HTTP")
public record ZipkinExporterConfig(
    @Required @Description("URL of the server, such as http://zipkin:9411/api/v2/spans")
        String endpoint,
    @Description("json or proto") Format format,
    @Description("What a service is called whose resource has attributes but no name")
        String defaultServiceName,
    @Inline HttpClientConfig http,
    @Inline SendingConfig sending)
    implements Announced {
  public ZipkinExporterConfig {
    if (!endpoint.isBlank()) {
      HttpTarget.parse("endpoint", endpoint, "");
    }
  }

  /**
   * Where requests go.
   *
   * @throws InvalidConfigException if there is no endpoint
   */
  HttpTarget target() {
    if (endpoint.isBlank()) {
      throw new InvalidConfigException(
          "endpoint", "is missing", "a URL such as http://zipkin:9411/api/v2/spans");
    }
    return HttpTarget.parse("endpoint", endpoint, "");
  }

  @Override
  public List<String> announcement(Limits limits) {
    return List.of(
        "Zipkin  "
            + endpoint
            + (format == Format.JSON ? ", JSON" : ", proto3")
            + http.compression().suffix());
  }
}
