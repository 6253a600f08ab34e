package io.spanweir.receiver.jaeger;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.door.ConfigChecks;
import io.spanweir.core.door.Endpoint;
import org.jspecify.annotations.Nullable;

/** {@code protocols.thrift_compact} and {@code protocols.thrift_binary}. */
@Description("Jaeger's Thrift over UDP, one message a datagram")
@Differs({
  "queue_size: has no effect: datagrams are handed on as they are read; what waits for that is in the"
      + " socket's buffer",
  "workers: has no effect: the event loop of the socket reads and hands on"
})
public record UdpConfig(
    @Description(
            "Where to listen, host:port; no host means every interface, port 0 a free one; absent for"
                + " localhost and 6831 (compact) or 6832 (binary)")
        @Nullable String endpoint,
    @Description("Of the Collector; no effect here") int queueSize,
    @Description("Largest datagram; a longer one is dropped and counted") ByteSize maxPacketSize,
    @Description("Of the Collector; no effect here") int workers,
    @Description(
            "Buffer of the socket, as far as the system allows (net.core.rmem_max); 0 for 4 MiB")
        ByteSize socketBufferSize) {
  static final int COMPACT_PORT = 6831;
  static final int BINARY_PORT = 6832;

  /** What one datagram of IPv4 can carry. */
  private static final int PACKET_BYTES_MAX = 65_507;

  private static final int SOCKET_BYTES_DEFAULT = 4 << 20;

  public UdpConfig {
    ConfigChecks.range("max_packet_size", maxPacketSize.bytes(), 1, PACKET_BYTES_MAX);
    ConfigChecks.range("socket_buffer_size", socketBufferSize.bytes(), 0, 1 << 30);
    listen(endpoint, COMPACT_PORT);
  }

  /** What holds where the file says nothing. */
  public static UdpConfig defaults() {
    return new UdpConfig(null, 1000, new ByteSize(65_000), 10, new ByteSize(0));
  }

  /**
   * @param defaultPort the port of the protocol
   */
  Endpoint listen(int defaultPort) {
    return listen(endpoint, defaultPort);
  }

  private static Endpoint listen(@Nullable String endpoint, int defaultPort) {
    return Endpoint.parse(endpoint == null ? "localhost" : endpoint, Endpoint.TCP, defaultPort);
  }

  int packetBytesMax() {
    return (int) maxPacketSize.bytes();
  }

  int socketBytes() {
    return socketBufferSize.bytes() == 0 ? SOCKET_BYTES_DEFAULT : (int) socketBufferSize.bytes();
  }
}
