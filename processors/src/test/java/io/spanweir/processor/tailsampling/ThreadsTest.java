package io.spanweir.processor.tailsampling;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Processor;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.runtime.EventLoops;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TraceGen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Real threads: givers on theirs, shards on theirs, a buffer that is full now and then. */
class ThreadsTest {
  private static final String ACCOUNT = "traces:tail_sampling";

  @Test
  void nothingIsLostBetweenThreads() throws Exception {
    EventLoops loops = new EventLoops(SystemClock.INSTANCE, 1, 3);
    try {
      TestProcess process = new TestProcess(loops);
      CapturingConsumer next = new CapturingConsumer(process.ledger(), "exporter:next");
      process.ledger().connect(ACCOUNT, List.of("exporter:next"));
      Configs config = Configs.errorsAndHalf().bufferKiB(512).wait(Duration.ofMillis(20));
      Processor processor =
          Configs.create(config.build(), process.settings("tail_sampling", ACCOUNT), next);
      processor.start();
      Queue<RecordingReceipt> receipts = new ConcurrentLinkedQueue<>();
      List<Thread> givers = new ArrayList<>();
      for (int g = 1; g <= 3; g++) {
        long seed = g;
        Thread giver = new Thread(() -> give(processor, process, seed, receipts));
        giver.start();
        givers.add(giver);
      }
      for (Thread giver : givers) {
        giver.join();
      }
      processor.shutdown(System.nanoTime() + 10_000_000_000L);
      while (!processor.isShutDown()) {
        Thread.sleep(1);
      }
      LedgerAccount account = process.ledger().account(ACCOUNT, "processor");
      assertLedger(process.ledger()).balances().nothingOpen();
      assertThat(account.spans(Term.FAILED)).isZero();
      assertThat(account.spans(Term.REJECTED)).isZero();
      assertThat(account.spans(Term.KEPT)).isPositive();
      receipts.forEach(RecordingReceipt::assertOnce);
      assertThat(receipts.size()).isGreaterThan(100);
      next.assertContractKept();
      assertThat(process.meters().get("spanweir.tail.sampling.buffer.bytes").gauge().value())
          .isZero();
      assertThat(process.meters().get("spanweir.tail.sampling.log.segments").gauge().value())
          .isZero();
      assertThat(process.pools().chunks().leasedBytes()).isZero();
    } finally {
      loops.close();
    }
  }

  private static void give(
      Processor processor, TestProcess process, long seed, Queue<RecordingReceipt> receipts) {
    TraceGen traces = new TraceGen(seed);
    for (int i = 0; i < 300; i++) {
      List<TestSpan> spans = new ArrayList<>();
      for (int t = 0; t < 20; t++) {
        spans.addAll(traces.trace());
      }
      SpanBatch batch = TestRequest.of(spans).batch(process.pools());
      long bytes = CapturingConsumer.totalBytes(batch);
      int count = batch.size();
      if (processor.reserve(count, bytes)) {
        RecordingReceipt receipt = new RecordingReceipt(i % 2 == 0);
        receipts.add(receipt);
        processor.commit(batch, count, bytes, receipt);
      } else {
        batch.release();
        LockSupport.parkNanos(3_000_000);
      }
    }
  }
}
