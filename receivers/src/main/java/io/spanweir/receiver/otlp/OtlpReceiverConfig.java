package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Announced;
import io.spanweir.core.component.BodyOptional;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Required;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.otlp.OtlpIndexer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configuration of the {@code otlp} receiver; keys of the OpenTelemetry Collector. */
@Differs(
    whole = {
      "items per request, connections, and the time that a request may take to come "
          + "are bounded, each by a key; the Collector has no such bounds"
    })
@Description(
    "Takes traces, metrics and logs in over OTLP: gRPC, HTTP with protobuf, HTTP with JSON")
public record OtlpReceiverConfig(
    @Required @Description("The doors that are open; at least one") Protocols protocols,
    @Description(
            "Spans, metrics or log records that one request may have, valid or not; one with more is malformed")
        int maxSpansPerRequest)
    implements Announced {
  private static final int SPANS_MAX = 10_000_000;

  /** What holds where the file says nothing: no door is open until it is named. */
  public static final OtlpReceiverConfig DEFAULT =
      new OtlpReceiverConfig(new Protocols(null, null), OtlpIndexer.SPANS_MAX_DEFAULT);

  public OtlpReceiverConfig {
    if (maxSpansPerRequest < 1 || maxSpansPerRequest > SPANS_MAX) {
      throw new InvalidConfigException(
          "max_spans_per_request", "is " + maxSpansPerRequest, "1 to " + SPANS_MAX);
    }
  }

  @Override
  public List<String> announcement(Limits limits) {
    List<String> lines = new ArrayList<>();
    GrpcConfig grpc = protocols.grpc();
    if (grpc != null) {
      lines.add("OTLP/gRPC  " + grpc.listen().shown() + (grpc.door().tls() == null ? "" : ", TLS"));
    }
    HttpConfig http = protocols.http();
    if (http != null) {
      lines.add("OTLP/HTTP  " + shown(http));
    }
    return lines;
  }

  private static String shown(HttpConfig http) {
    Endpoint endpoint = http.listen();
    if (endpoint.isSocket()) {
      return endpoint.shown()
          + " "
          + http.tracesUrlPath()
          + (http.door().tls() == null ? "" : ", TLS");
    }
    return (http.door().tls() == null ? "http://" : "https://")
        + endpoint.shown()
        + http.tracesUrlPath();
  }

  /** A door is open when its key is there, with or without a body. */
  @Description("The doors of the otlp receiver; naming one opens it")
  public record Protocols(
      @Description("OTLP over gRPC") @BodyOptional @Nullable GrpcConfig grpc,
      @Description("OTLP over HTTP, protobuf and JSON") @BodyOptional @Nullable HttpConfig http) {

    boolean none() {
      return grpc == null && http == null;
    }
  }
}
