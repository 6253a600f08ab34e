package io.spanweir.receiver.zipkin;

import static io.spanweir.testkit.LedgerAssert.assertLedger;

import io.spanweir.core.pipeline.Outputs;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.util.List;

/**
 * A receiver that listens on a free port, and what stands behind it. Closing checks that all memory
 * is back, that the books balance, and that the receiver stops.
 */
final class OpenZipkin implements AutoCloseable {
  static final String ACCOUNT = "receiver:zipkin";

  private static final long STOP_NANOS = 10_000_000_000L;

  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());
  private final CapturingConsumer next;
  private final ZipkinReceiver receiver;

  OpenZipkin(Object... keys) throws IOException {
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    ZipkinReceiverConfig config =
        Records.with(Records.with(ZipkinReceiverConfig.DEFAULT, "endpoint", "127.0.0.1:0"), keys);
    receiver =
        (ZipkinReceiver)
            new ZipkinReceiverFactory()
                .create(process.settings("zipkin", ACCOUNT), config, Outputs.traces(next));
    receiver.start();
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

  /** What a counter with these labels has come to. */
  double counted(String name, String... labels) {
    return process.meters().get(name).tags(labels).counter().count();
  }

  int port() {
    return receiver.port();
  }

  int scribePort() {
    return receiver.scribePort();
  }

  @Override
  public void close() {
    try {
      receiver.shutdown(stage.loops().clock().nanoTime() + STOP_NANOS);
      stage.await("the receiver is shut down", receiver::isShutDown);
      stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
      next.assertContractKept();
      assertLedger(process.ledger()).accountsBalance().nothingOpen();
    } finally {
      stage.close();
    }
  }
}
