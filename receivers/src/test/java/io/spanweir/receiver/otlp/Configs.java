package io.spanweir.receiver.otlp;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.testkit.Records;
import java.time.Duration;

/** Configurations for tests, from the defaults with a few words changed. */
final class Configs {
  private Configs() {}

  static OtlpReceiverConfig of(GrpcConfig grpc, HttpConfig http) {
    return new OtlpReceiverConfig(
        new OtlpReceiverConfig.Protocols(grpc, http), OtlpIndexer.SPANS_MAX_DEFAULT);
  }

  /** Both doors on free ports of the loopback address. */
  static OtlpReceiverConfig both() {
    return of(grpc(0), http(0));
  }

  static GrpcConfig grpc(int port) {
    return grpc(port, 0, 10_000, Duration.ofSeconds(15), new ByteSize(0));
  }

  static GrpcConfig grpc(
      int port, int messageMib, int connections, Duration bodyIdle, ByteSize partialBytesMax) {
    return Records.with(
        GrpcConfig.defaults(),
        "endpoint",
        "127.0.0.1:" + port,
        "maxRecvMsgSizeMib",
        messageMib,
        "maxConnections",
        connections,
        "bodyIdleTimeout",
        bodyIdle,
        "partialBytesMax",
        partialBytesMax);
  }

  static HttpConfig http(int port) {
    return http(port, 10_000, Duration.ofSeconds(15));
  }

  /** Every timeout is the one given, but idle connections may stay. */
  static HttpConfig http(int port, int connections, Duration timeout) {
    return Records.with(
        HttpConfig.defaults(),
        "endpoint",
        "127.0.0.1:" + port,
        "readHeaderTimeout",
        timeout,
        "writeTimeout",
        timeout,
        "bodyIdleTimeout",
        timeout,
        "maxConnections",
        connections);
  }
}
