package io.spanweir.receiver.zipkin;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.BodyOptional;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpDoorConfig;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.otlp.OtlpIndexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of the {@code zipkin} receiver; keys of the OpenTelemetry Collector, which has
 * neither {@code scribe} nor {@code rabbitmq}.
 */
@Description("Takes spans in as a Zipkin server does: HTTP and gRPC on one port, Scribe, RabbitMQ")
@Differs(
    whole = {
      "what a body is its bytes say, whatever its path and content type; good spans of a list are"
          + " kept when another is bad",
      "spans of v1 become two where Zipkin's server makes two of them; debug, shared and the types of"
          + " v1's values are kept",
      "an annotation is an event whose name is its whole text, also where that is name|{...}|0;"
          + " error_signals knows an exception by such a name. Tags stay attributes of the span, also"
          + " those that name a resource's: what goes out as Zipkin again is what came in"
    })
@NotYet({
  "transport=tcp: it is tcp",
  "include_metadata: the otlp receiver alone keeps request headers"
})
public record ZipkinReceiverConfig(
    @Description("Where to listen, host:port; no host means every interface, port 0 a free one")
        String endpoint,
    @Description("Texts of tags that look like true, 17 or 1.5 become values of those types")
        boolean parseStringTags,
    @Description("Which web pages may send; none without allowed_origins") CorsConfig cors,
    @Description("Headers that every answer has besides its own")
        Map<String, String> responseHeaders,
    @Inline HttpDoorConfig door,
    @Description("Spans that one request may have") int maxSpansPerRequest,
    @Description("Scribe on a port of its own; absent for none") @BodyOptional
        @Nullable ScribeConfig scribe,
    @Description("A queue to read besides; absent for none") @BodyOptional
        @Nullable RabbitConfig rabbitmq)
    implements Announced {
  private static final int SPANS_MAX = 10_000_000;
  private static final int PORT = 9411;

  /** What holds where the file says nothing. */
  public static final ZipkinReceiverConfig DEFAULT =
      new ZipkinReceiverConfig(
          "localhost:9411",
          false,
          CorsConfig.OFF,
          Map.of(),
          HttpDoorConfig.defaults(),
          OtlpIndexer.SPANS_MAX_DEFAULT,
          null,
          null);

  public ZipkinReceiverConfig {
    responseHeaders = ConfigChecks.answerHeaders("response_headers", responseHeaders);
    ConfigChecks.range("max_spans_per_request", maxSpansPerRequest, 1, SPANS_MAX);
    if (Endpoint.parse(endpoint, Endpoint.TCP, PORT).isSocket()) {
      throw new InvalidConfigException("endpoint", "is a file", "host:port");
    }
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, Endpoint.TCP, PORT);
  }

  /** What holds for the listener. */
  HttpServerSettings server() {
    return door.settings(listen());
  }

  @Override
  public List<String> announcement(Limits limits) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Zipkin     "
            + (door.tls() == null ? "http://" : "https://")
            + listen().shown()
            + "/api/v2/spans");
    if (scribe != null) {
      lines.add("Scribe     " + scribe.listen().shown());
    }
    if (rabbitmq != null) {
      lines.add("RabbitMQ   queue " + rabbitmq.queue() + " of " + rabbitmq.addresses().get(0));
    }
    return lines;
  }
}
