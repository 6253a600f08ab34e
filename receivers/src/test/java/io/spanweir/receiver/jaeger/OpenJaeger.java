package io.spanweir.receiver.jaeger;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.door.Outcome;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;

/**
 * A receiver that listens on free ports, and what stands behind it. Closing checks that all memory
 * is back, that the books balance, and that the receiver stops.
 */
final class OpenJaeger implements AutoCloseable {
  static final String ACCOUNT = "receiver:jaeger";
  private static final long STOP_NANOS = 10_000_000_000L;

  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());
  private final CapturingConsumer next;
  private final JaegerReceiver receiver;

  OpenJaeger() throws IOException {
    this(all(0));
  }

  OpenJaeger(JaegerReceiverConfig config) throws IOException {
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    receiver =
        (JaegerReceiver)
            new JaegerReceiverFactory()
                .create(process.settings("jaeger", ACCOUNT), config, Outputs.traces(next));
    receiver.start();
  }

  /** All doors, on this port or on free ones. */
  static JaegerReceiverConfig all(int port) {
    String endpoint = "127.0.0.1:" + port;
    return new JaegerReceiverConfig(
        new JaegerReceiverConfig.Protocols(
            Records.with(GrpcConfig.defaults(), "endpoint", endpoint),
            Records.with(HttpConfig.defaults(), "endpoint", endpoint),
            udp(),
            udp(),
            new SamplingConfig(endpoint)),
        null);
  }

  /** With these keys instead of the defaults. */
  static UdpConfig udp(Object... keys) {
    return Records.with(Records.with(UdpConfig.defaults(), "endpoint", "127.0.0.1:0"), keys);
  }

  CapturingConsumer next() {
    return next;
  }

  TestProcess process() {
    return process;
  }

  Stage stage() {
    return stage;
  }

  int port(String protocol) {
    return receiver.port(protocol);
  }

  /** Sends datagrams to a door. */
  void send(String protocol, byte[]... datagrams) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (byte[] datagram : datagrams) {
        socket.send(
            new DatagramPacket(
                datagram, datagram.length, InetAddress.getLoopbackAddress(), port(protocol)));
      }
    }
  }

  double requests(String transport, Outcome outcome) {
    return process
        .meters()
        .get("spanweir.receiver.requests")
        .tags("transport", transport, "outcome", outcome.label())
        .counter()
        .count();
  }

  void awaitRequests(String transport, Outcome outcome, int count) {
    stage.await(count + " requests are " + outcome, () -> requests(transport, outcome) >= count);
    assertThat(requests(transport, outcome)).isEqualTo(count);
  }

  @Override
  public void close() {
    try {
      stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
      receiver.shutdown(stage.loops().clock().nanoTime() + STOP_NANOS);
      stage.await("the receiver is shut down", receiver::isShutDown);
      next.assertContractKept();
      assertLedger(process.ledger()).accountsBalance().nothingOpen();
    } finally {
      stage.close();
    }
  }
}
