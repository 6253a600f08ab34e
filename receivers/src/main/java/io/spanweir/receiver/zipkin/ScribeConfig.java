package io.spanweir.receiver.zipkin;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.door.Endpoint;
import java.time.Duration;

/** {@code scribe}: a key of ours, since the Collector has no such door. */
@Description("Scribe, as Finagle, Linkerd 1 and old Zipkin clients speak it: Thrift over TCP")
public record ScribeConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; or"
                + " unix:///path")
        String endpoint,
    @Description("Largest frame; one that is longer ends its connection") ByteSize maxFrameSize,
    @Description("Answer TRY_LATER if the spans of a call aren't accepted after this long")
        Duration answerTimeout,
    @Description("Close a connection whose frame has not come whole after this long")
        Duration readTimeout,
    @Description("Close a connection that does not read its answers for this long")
        Duration writeTimeout,
    @Description("Close a connection without a call after this long") Duration idleTimeout,
    @Description("Connections at a time; more are closed at once") int maxConnections,
    @Description(
            "Connections at a time from one address, of IPv6 from one /64; behind a proxy all come"
                + " from its address")
        int maxConnectionsPerAddress) {
  static final int PORT = 9410;

  private static final long FRAME_BYTES_MAX = 256L << 20;

  public ScribeConfig {
    ConfigChecks.range("max_frame_size", maxFrameSize.bytes(), 1 << 10, FRAME_BYTES_MAX);
    ConfigChecks.positive("answer_timeout", answerTimeout);
    ConfigChecks.positive("read_timeout", readTimeout);
    ConfigChecks.positive("write_timeout", writeTimeout);
    ConfigChecks.positive("idle_timeout", idleTimeout);
    ConfigChecks.range("max_connections", maxConnections, 1, 1_000_000);
    ConfigChecks.range("max_connections_per_address", maxConnectionsPerAddress, 1, 1_000_000);
    Endpoint.parse(endpoint, Endpoint.TCP, PORT);
  }

  /** What holds where the file says nothing. Linkerd's tracer waits for 100 ms. */
  public static ScribeConfig defaults() {
    return new ScribeConfig(
        "localhost:9410",
        ByteSize.ofMiB(16),
        Duration.ofMillis(80),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        10_000,
        5_000);
  }

  Endpoint listen() {
    return Endpoint.parse(endpoint, Endpoint.TCP, PORT);
  }

  int frameBytesMax() {
    return (int) maxFrameSize.bytes();
  }

  /** The shortest time that the ticks of a loop are to notice. */
  Duration shortest() {
    Duration shortest = readTimeout.compareTo(writeTimeout) < 0 ? readTimeout : writeTimeout;
    return idleTimeout.compareTo(shortest) < 0 ? idleTimeout : shortest;
  }
}
