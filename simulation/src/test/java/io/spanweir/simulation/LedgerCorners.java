package io.spanweir.simulation;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Component;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Processor;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.debug.DebugExporterFactory;
import io.spanweir.exporter.nop.NopExporterFactory;
import io.spanweir.exporter.sending.QueuedExporter;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.exporter.sending.SendQueueConfig;
import io.spanweir.exporter.sending.SendingConfig;
import io.spanweir.processor.batch.BatchProcessorFactory;
import io.spanweir.processor.tailsampling.TailSamplingConfig;
import io.spanweir.processor.tailsampling.TailSamplingFactory;
import io.spanweir.simulation.ModelPolicy.Named;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.SimWorld;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TraceGen;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Corners of the ledger that a whole run seldom turns: a commit that comes when a component is
 * ending or has ended, a run that no chunk can hold, exporters without faults.
 */
final class LedgerCorners {
  private static final long MILLI = 1_000_000L;
  private static final String ACCOUNT = "tested";

  private final Pools memory = new Pools(new ChunkPool(1L << 28, 0), new BatchPool(2));
  private final SimWorld world;
  private final TestProcess process;
  private final CapturingConsumer next = new CapturingConsumer();
  private final TraceGen traces;
  private final long seed;
  private long committed;

  private LedgerCorners(long seed, Wiring wiring, long chunkBytesMax) {
    this.seed = seed;
    world = new SimWorld(seed);
    process = new TestProcess(new SimLoops(world, 2, wiring), chunkBytesMax);
    traces = new TraceGen(seed);
  }

  /**
   * Runs all corners under a seed.
   *
   * @throws AssertionError when a book does not balance, or says other than what was committed
   */
  static void run(long seed) throws IOException {
    for (Wiring wiring : Wiring.values()) {
      new LedgerCorners(seed, wiring, 1L << 28).lateCommit(LedgerCorners::queuedExporter);
      new LedgerCorners(seed, wiring, 1L << 28).lateCommit(LedgerCorners::batchProcessor);
      new LedgerCorners(seed, wiring, 1L << 28).lateCommit(LedgerCorners::tailSampler);
    }
    new LedgerCorners(seed, Wiring.MANY, 64L << 10).runThatNoChunkHolds();
    new LedgerCorners(seed, Wiring.MANY, 1L << 28)
        .exporterWithoutFaults(
            corner ->
                new NopExporterFactory()
                    .create(
                        corner.process.settings(ACCOUNT),
                        new NopExporterFactory().defaultConfig()));
    new LedgerCorners(seed, Wiring.MANY, 1L << 28)
        .exporterWithoutFaults(
            corner ->
                new DebugExporterFactory()
                    .create(
                        corner.process.settings(ACCOUNT),
                        new DebugExporterFactory().defaultConfig()));
  }

  @FunctionalInterface
  private interface Maker<C extends Component & SpanConsumer> {
    C make(LedgerCorners corner);
  }

  private static Exporter queuedExporter(LedgerCorners corner) {
    return new QueuedExporter(
        corner.process.settings(ACCOUNT),
        (framed, spans, callback) -> () -> {},
        new SendingConfig(SendQueueConfig.DEFAULT, RetryConfig.DEFAULT, Duration.ZERO));
  }

  private static Processor batchProcessor(LedgerCorners corner) {
    BatchProcessorFactory factory = new BatchProcessorFactory();
    return factory.create(corner.process.settings(ACCOUNT), factory.defaultConfig(), corner.next);
  }

  private static Processor tailSampler(LedgerCorners corner) {
    TailSamplingFactory factory = new TailSamplingFactory();
    TailSamplingConfig defaults = factory.defaultConfig();
    return factory.create(
        corner.process.settings(ACCOUNT),
        new TailSamplingConfig(
            Duration.ofMillis(100),
            null,
            0,
            defaults.decisionCache(),
            new ByteSize(16L << 20),
            defaults.maximumTraceSizeBytes(),
            defaults.overflow(),
            defaults.recordPolicy(),
            List.of(new Named("all", new ModelPolicy.Always()).config())),
        corner.next);
  }

  /** Room was reserved in time, and the batch comes while the component ends. */
  private <C extends Component & SpanConsumer> void lateCommit(Maker<C> maker) throws IOException {
    C component = maker.make(this);
    component.start();
    List<TestSpan> spans = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      spans.addAll(traces.trace());
    }
    TestRequest request = TestRequest.of(spans);
    SpanBatch batch = request.batch(memory);
    int size = batch.size();
    assertThat(component.reserve(size, request.bodyBytes())).as("room").isTrue();
    component.shutdown(world.clock().nanoTime() + MILLI);
    world.runFor(MILLI);
    for (int steps = (int) (seed % 8); steps > 0; steps--) {
      world.step();
    }
    RecordingReceipt receipt = new RecordingReceipt();
    component.commit(batch, size, request.bodyBytes(), receipt);
    committed += size;
    world.runFor(1000 * MILLI);
    receipt.assertOnce();
    assertBook();
  }

  /** A span that is larger than all the memory for what leaves. */
  private void runThatNoChunkHolds() throws IOException {
    Processor sampler = tailSampler(this);
    sampler.start();
    TestSpan large = traces.trace(1).get(0).withAttributes(Map.of("large", "l".repeat(100_000)));
    commit(sampler, TestRequest.of(List.of(large)));
    commit(sampler, TestRequest.of(traces.trace()));
    world.runFor(1000 * MILLI);
    sampler.shutdown(world.clock().nanoTime() + 1000 * MILLI);
    world.runFor(2000 * MILLI);
    assertBook();
    assertThat(account().spans(Term.FAILED)).as("spans that no chunk can hold").isEqualTo(1);
  }

  private <C extends Component & SpanConsumer> void exporterWithoutFaults(Maker<C> maker)
      throws IOException {
    C exporter = maker.make(this);
    exporter.start();
    for (int i = 0; i < 3; i++) {
      commit(exporter, TestRequest.of(traces.trace()));
    }
    world.runFor(1000 * MILLI);
    exporter.shutdown(world.clock().nanoTime() + 1000 * MILLI);
    world.runFor(2000 * MILLI);
    assertBook();
  }

  private void commit(SpanConsumer consumer, TestRequest request) {
    SpanBatch batch = request.batch(memory);
    int size = batch.size();
    assertThat(consumer.reserve(size, request.bodyBytes())).as("room").isTrue();
    committed += size;
    consumer.commit(batch, size, request.bodyBytes(), new RecordingReceipt());
  }

  private LedgerAccount account() {
    return process.ledger().accounts().stream()
        .filter(account -> account.component().equals(ACCOUNT))
        .findFirst()
        .orElseThrow();
  }

  private void assertBook() {
    assertLedger(process.ledger()).accountsBalance().nothingOpen();
    assertThat(account().spans(Term.RECEIVED)).as("received").isEqualTo(committed);
    assertThat(memory.chunks().leasedBytes()).as("bytes still leased").isZero();
    assertThat(process.pools().chunks().leasedBytes()).as("bytes still leased").isZero();
  }
}
