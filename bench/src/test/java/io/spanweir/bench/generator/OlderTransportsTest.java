package io.spanweir.bench.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.bench.sink.Sink;
import io.spanweir.bench.sink.TraceTable;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.Framing;
import io.spanweir.bench.workload.Http1Framing;
import io.spanweir.bench.workload.PatchedRequests;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.TraceModel;
import io.spanweir.bench.workload.Transport;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Scribe, datagrams and connections that are closed early, against the smallest servers. */
final class OlderTransportsTest {
  private static final Shape SHAPE = new Shape(3, true, 4, 4, false, 5);
  private static final int TRY_LATER = 1;

  private final TraceTable table = new TraceTable(new TraceModel(SHAPE.seed()));
  private final AtomicInteger messages = new AtomicInteger();

  @Test
  void connectionsOfTwoRequestsLoseNothing() throws Exception {
    PatchedRequests source =
        new PatchedRequests(
            SHAPE,
            new Http1Framing("a", Compression.NONE, Encoding.PROTOBUF),
            Encoding.PROTOBUF,
            8);
    try (Sink sink = Sink.start(table)) {
      Ledger ledger = run(source, sink.httpPort(), Transport.HTTP, 0.2);
      assertThat(ledger.sent()).isPositive().isEqualTo(ledger.accepted());
      assertThat(table.judge(source.traces(), 1e12).describe()).isEqualTo("ok");
    }
  }

  @Test
  void callsOfScribeAreAnswered() throws Exception {
    PatchedRequests source = new PatchedRequests(SHAPE, Framing.NONE, Encoding.SCRIBE, 8);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      new Thread(() -> serve(server), "scribe").start();
      Ledger ledger = run(source, server.getLocalPort(), Transport.SCRIBE, 0.2);
      assertThat(ledger.requests()).isEqualTo(messages.get());
      assertThat(ledger.refused()).isBetween(1L, 3L);
      assertThat(ledger.accepted()).isEqualTo(ledger.sent() - ledger.refused());
    }
  }

  @Test
  void datagramsAreSentAtTheirRate() throws Exception {
    PatchedRequests source = new PatchedRequests(SHAPE, Framing.NONE, Encoding.JAEGER_COMPACT, 8);
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Ledger ledger = run(source, socket.getLocalPort(), Transport.UDP, 1000, 0.2);
      socket.setSoTimeout(50);
      assertThat(ledger.requests()).isBetween(20L, 200L);
      assertThat(ledger.accepted()).isEqualTo(ledger.sent());
      DatagramPacket packet = new DatagramPacket(new byte[65_000], 65_000);
      socket.receive(packet);
      assertThat(packet.getData()[0]).isEqualTo((byte) 0x82);
    }
  }

  private Ledger run(PatchedRequests source, int port, Transport transport, double seconds)
      throws IOException {
    return run(source, port, transport, 0, seconds);
  }

  private Ledger run(
      PatchedRequests source, int port, Transport transport, double rate, double seconds)
      throws IOException {
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    LoadOptions options =
        new LoadOptions(target, transport, 4, 1, transport == Transport.HTTP ? 2 : 0, 2);
    Generator generator = new Generator(options, source, table::broken);
    generator.run(List.of(new Phase("load", rate, seconds)), boundary -> {});
    return generator.ledger();
  }

  private void serve(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        new Thread(() -> answer(socket), "scribe connection").start();
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /** Asks to try again once. */
  private void answer(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        in.readNBytes(in.readInt());
        int result = messages.incrementAndGet() == 2 ? TRY_LATER : 0;
        out.writeInt(23);
        out.writeInt(0x80010002);
        out.writeInt(3);
        out.writeBytes("Log");
        out.writeInt(1);
        out.writeByte(8);
        out.writeShort(0);
        out.writeInt(result);
        out.writeByte(0);
      }
    } catch (IOException closed) {
      // The client has gone.
    }
  }
}
