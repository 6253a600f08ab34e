package io.spanweir.receiver.otlp;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A receiver that listens on free ports, and what stands behind it. Closing checks what holds after
 * whatever happened: all memory is back, the books balance, the receiver stops.
 */
final class OpenReceiver implements AutoCloseable {
  static final String ACCOUNT = "receiver:otlp";
  private static final long STOP_NANOS = 10_000_000_000L;

  private final Stage stage = Stage.real();
  private final TestProcess process;
  private final CapturingConsumer next;
  private final OtlpReceiver receiver;

  OpenReceiver() {
    this(Configs.both());
  }

  OpenReceiver(OtlpReceiverConfig config) {
    this(config, 256L << 20);
  }

  OpenReceiver(OtlpReceiverConfig config, long chunkBytesMax) {
    this(config, chunkBytesMax, RunningExtensions.NONE);
  }

  OpenReceiver(OtlpReceiverConfig config, long chunkBytesMax, RunningExtensions extensions) {
    process = new TestProcess(stage.loops(), chunkBytesMax);
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    receiver =
        (OtlpReceiver)
            new OtlpReceiverFactory()
                .create(
                    Records.with(process.settings("otlp", ACCOUNT), "extensions", extensions),
                    config,
                    Outputs.traces(next));
    try {
      receiver.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  OtlpReceiver receiver() {
    return receiver;
  }

  HttpClient http() throws IOException {
    return new HttpClient(receiver.httpPort());
  }

  GrpcClient grpc() {
    return new GrpcClient(receiver.grpcPort());
  }

  /** How many requests of a door came to this. */
  double requests(String transport, Outcome outcome) {
    Counter counter =
        process
            .meters()
            .get("spanweir.receiver.requests")
            .tags("transport", transport, "outcome", outcome.label())
            .counter();
    return counter.count();
  }

  void awaitRequests(String transport, Outcome outcome, int count) {
    stage.await(count + " requests are " + outcome, () -> requests(transport, outcome) >= count);
    assertThat(requests(transport, outcome)).isEqualTo(count);
  }

  /** Bytes that the event loop has allocated on the heap so far. */
  long loopAllocatedBytes() throws Exception {
    CompletableFuture<Long> bytes = new CompletableFuture<>();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    stage
        .loops()
        .ioGroup()
        .next()
        .execute(
            () -> bytes.complete(threads.getThreadAllocatedBytes(Thread.currentThread().getId())));
    return bytes.get(20, TimeUnit.SECONDS);
  }

  void assertAllReleased() {
    stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
    next.assertContractKept();
    assertLedger(process.ledger()).accountsBalance().nothingOpen();
  }

  @Override
  public void close() {
    try {
      assertAllReleased();
      receiver.shutdown(stage.loops().clock().nanoTime() + STOP_NANOS);
      stage.await("the receiver is shut down", receiver::isShutDown);
      assertAllReleased();
    } finally {
      stage.close();
    }
  }
}
