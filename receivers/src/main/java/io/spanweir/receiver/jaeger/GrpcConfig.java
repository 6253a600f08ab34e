package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Inline;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.door.Endpoint;
import io.spanweir.receiver.grpc.GrpcDoorConfig;

/** {@code protocols.grpc}; keys of the OpenTelemetry Collector's configgrpc server. */
@Description("Jaeger over gRPC: CollectorService/PostSpans, SamplingManager/GetSamplingStrategy")
@NotYet("include_metadata: the otlp receiver alone keeps request headers")
public record GrpcConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("tcp, or unix with a path as endpoint") String transport,
    @Inline GrpcDoorConfig door) {
  static final int PORT = 14_250;

  public GrpcConfig {
    Endpoint.parse(endpoint, transport, PORT);
  }

  /** What holds where the file says nothing. */
  public static GrpcConfig defaults() {
    return new GrpcConfig("localhost:" + PORT, Endpoint.TCP, GrpcDoorConfig.defaults());
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, transport, PORT);
  }
}
