package io.spanweir.receiver.zipkin;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;

/**
 * Scribe's door on a free port, and what stands behind it. Closing checks what holds after whatever
 * happened: all memory is back, the books balance, the door closes.
 */
final class OpenScribe implements AutoCloseable {
  private static final String ACCOUNT = "receiver:zipkin";

  static final ScribeConfig CONFIG =
      Records.with(
          ScribeConfig.defaults(), "endpoint", "127.0.0.1:0", "maxFrameSize", ByteSize.ofMiB(1));

  private final Stage stage = Stage.real();
  private final TestProcess process;
  private final CapturingConsumer next;
  private final ScribeDoor door;

  OpenScribe() {
    this(CONFIG);
  }

  OpenScribe(ScribeConfig config) {
    this(config, 64L << 20);
  }

  OpenScribe(ScribeConfig config, long chunkBytesMax) {
    process = new TestProcess(stage.loops(), chunkBytesMax);
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    var settings = process.settings("zipkin", ACCOUNT);
    Intake intake = new Intake(settings, Signal.TRACES, next, 100_000, "scribe");
    try {
      door =
          ScribeDoor.open(settings, config, intake, false, "receivers::zipkin::scribe::endpoint");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CapturingConsumer next() {
    return next;
  }

  Stage stage() {
    return stage;
  }

  TestProcess process() {
    return process;
  }

  ScribeDoor door() {
    return door;
  }

  Client client() throws IOException {
    return new Client(door.port());
  }

  void awaitRequests(Outcome outcome, int count) {
    stage.await(count + " requests are " + outcome, () -> requests(outcome) >= count);
    assertThat(requests(outcome)).isEqualTo(count);
  }

  private double requests(Outcome outcome) {
    return process
        .meters()
        .get("spanweir.receiver.requests")
        .tags("transport", "scribe", "outcome", outcome.label())
        .counter()
        .count();
  }

  void assertAllReleased() {
    stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
    next.assertContractKept();
    assertLedger(process.ledger()).accountsBalance().nothingOpen();
  }

  @Override
  public void close() {
    try {
      door.shutdown();
      stage.await("the door is shut down", door::isShutDown);
      assertAllReleased();
    } finally {
      door.closeNow();
      stage.close();
    }
  }

  /** A plain socket. */
  static final class Client implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      in = new DataInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    void send(byte[]... bytes) throws IOException {
      ThriftBytes all = ThriftBytes.start();
      for (byte[] some : bytes) {
        all.raw(some);
      }
      out.write(all.bytes());
    }

    /** The next answer, without its frame. */
    byte[] answer() throws IOException {
      return in.readNBytes(in.readInt());
    }

    /** Whether the door hangs up without another word. */
    boolean isClosed() throws IOException {
      try {
        in.readByte();
        return false;
      } catch (EOFException | SocketException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
