package io.spanweir.exporter.nop;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The kit's backends can be read; this one has none, so its promises are tested by hand. */
class NopExporterTest {
  @Test
  void takesCountsAndLetsGo() throws IOException {
    TestProcess process = new TestProcess(Stage.simulated(1).loops());
    NopExporterFactory factory = new NopExporterFactory();
    Exporter exporter =
        factory.create(process.settings("nop", "exporter:nop"), factory.defaultConfig());
    assertThat(exporter.reserve(1, 1)).as("before start").isFalse();
    exporter.start();
    SpanBatch batch = TestRequest.of(new TraceGen(1).trace(9)).batch(process.pools());
    assertThat(exporter.reserve(9, 10_000)).isTrue();
    RecordingReceipt receipt = new RecordingReceipt(true);
    exporter.commit(batch, 9, 10_000, receipt);
    assertThat(receipt.isSettled()).isTrue();
    receipt.assertOnce();
    assertThat(process.pools().chunks().leasedBytes()).isZero();
    assertLedger(process.ledger()).balances().spans("exporter:nop", Term.KEPT, 9);
    exporter.shutdown(0);
    assertThat(exporter.isShutDown()).isTrue();
    assertThat(exporter.reserve(1, 1)).as("after shutdown").isFalse();
  }
}
