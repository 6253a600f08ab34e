package io.spanweir.receiver.zipkin;

import static io.spanweir.testkit.LedgerAssert.assertLedger;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.Outcome;
import io.spanweir.core.telemetry.Term;
import io.spanweir.receiver.intake.Intake;
import io.spanweir.receiver.intake.TranscodedIntake;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.util.List;

/** A door that reads a queue, and what stands behind it. Closing checks what always holds. */
final class OpenRabbit implements AutoCloseable {
  static final int BODY_BYTES_MAX = 1 << 20;

  private static final String ACCOUNT = "receiver:zipkin";

  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());
  private final CapturingConsumer next;
  private final RabbitDoor door;

  OpenRabbit(int port, String queue, Object... keys) {
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    Settings settings = process.settings("zipkin", ACCOUNT);
    Intake intake = new Intake(settings, Signal.TRACES, next, 100_000, "rabbitmq");
    RabbitConfig config =
        Records.with(
            RabbitConfig.defaults(), "addresses", List.of("127.0.0.1:" + port), "queue", queue);
    door =
        RabbitDoor.open(
            settings,
            Records.with(config, keys),
            new TranscodedIntake(
                settings, intake, () -> new ZipkinTranscoder(false), BODY_BYTES_MAX),
            BODY_BYTES_MAX);
  }

  CapturingConsumer next() {
    return next;
  }

  Stage stage() {
    return stage;
  }

  RabbitDoor door() {
    return door;
  }

  /** Waits until so many spans have come. */
  void awaitSpans(int count) {
    stage.await(count + " spans are there", () -> next.spans().size() >= count);
  }

  /** Waits until so many messages have come to this. */
  void awaitOutcomes(Outcome outcome, int count) {
    stage.await(
        count + " messages are " + outcome.label(),
        () ->
            process
                    .meters()
                    .get("spanweir.receiver.requests")
                    .tags("transport", "rabbitmq", "outcome", outcome.label())
                    .counter()
                    .count()
                >= count);
  }

  /** So many spans were left out of what came. */
  void assertRejected(int spans) {
    assertLedger(process.ledger()).spans(ACCOUNT, Term.REJECTED, spans);
  }

  @Override
  public void close() {
    try {
      door.shutdown();
      stage.await("the door is shut", door::isShutDown);
      stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
      next.assertContractKept();
      assertLedger(process.ledger()).accountsBalance().nothingOpen();
    } finally {
      stage.close();
    }
  }
}
