package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Inline;
import io.spanweir.core.door.Endpoint;
import io.spanweir.receiver.grpc.GrpcDoorConfig;

/** {@code protocols.grpc}; keys of the OpenTelemetry Collector's configgrpc server. */
@Description("OTLP over gRPC")
public record GrpcConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("tcp, or unix with a path as endpoint") String transport,
    @Inline GrpcDoorConfig door,
    @Description(
            "Whether batches keep the headers of their request, for headers_setter, batch and"
                + " attributes; tail_sampling ends that, as its traces are of many requests")
        boolean includeMetadata) {
  public GrpcConfig {
    Endpoint.parse(endpoint, transport, Endpoint.GRPC_PORT);
  }

  /** What holds where the file says nothing. */
  public static GrpcConfig defaults() {
    return new GrpcConfig("localhost:4317", Endpoint.TCP, GrpcDoorConfig.defaults(), false);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, transport, Endpoint.GRPC_PORT);
  }
}
