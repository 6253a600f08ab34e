package io.spanweir.connector.spanmetrics;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.telemetry.Telemetry;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connector in a simulation, between a giver and a pipeline of metrics, if there is one. */
final class Run implements AutoCloseable {
  static final long SECOND = 1_000_000_000L;
  private static final String ACCOUNT = "connector:span_metrics";
  private static final String GIVER = "receiver:giver";

  final Stage stage;
  final TestProcess process;
  final CapturingConsumer next;
  private final List<RecordingReceipt> receipts = new ArrayList<>();
  private final Settings settings;
  private final Connector connector;
  private int read;

  /** A metric with the resource that it came in. */
  record Received(Resource resource, Metric metric) {}

  private Run(long seed, SpanMetricsConfig config, @Nullable MeterRegistry page, boolean metrics)
      throws Exception {
    stage = Stage.simulated(seed);
    process = new TestProcess(stage.loops());
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    process.ledger().connect(GIVER, List.of(ACCOUNT));
    String outgoing = Signal.METRICS.account(Connector.outgoing(ACCOUNT));
    process.ledger().connect(outgoing, List.of("exporter:next"));
    Settings usual = process.settings("span_metrics", ACCOUNT);
    Telemetry telemetry = usual.telemetry();
    settings =
        new Settings(
            usual.id(),
            usual.signal(),
            ACCOUNT,
            usual.loops(),
            usual.pools(),
            page == null ? telemetry : new Telemetry(page, telemetry.ledger(), telemetry.errors()),
            new Limits(256L << 20, 32L << 20, 1),
            usual.extensions(),
            new HttpListeners());
    Outputs outputs = Outputs.of(metrics ? Map.of(Signal.METRICS, next) : Map.of());
    connector = new SpanMetricsFactory().create(settings, config, outputs);
    connector.start();
  }

  static Run of(long seed, SpanMetricsConfig config) throws Exception {
    return new Run(seed, config, null, true);
  }

  /** With a Prometheus page, and nothing behind it. */
  static Run withPage(SpanMetricsConfig config, MeterRegistry page) throws Exception {
    return new Run(1, config, page, false);
  }

  SpanBatch batch(byte[] body) {
    Chunk chunk = Objects.requireNonNull(process.pools().chunks().lease(body.length));
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    SpanBatch batch = process.pools().batches().lease();
    try {
      new OtlpIndexer().index(chunk, batch, connector.keyLengthsAsked());
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
    return batch;
  }

  void give(ExportTraceServiceRequest request) {
    giveBytes(request.toByteArray());
  }

  void giveBytes(byte[] body) {
    SpanBatch batch = batch(body);
    int bytes = body.length;
    int spans = batch.size();
    RecordingReceipt receipt = new RecordingReceipt(true);
    process.ledger().account(GIVER, "receiver").addSpans(Term.RECEIVED, spans);
    process.ledger().account(GIVER, "receiver").addSpans(Term.KEPT, spans);
    assertThat(connector.reserve(spans, bytes)).isTrue();
    connector.commit(batch, spans, bytes, receipt);
    receipts.add(receipt);
    assertThat(receipt.isSettled()).isTrue();
  }

  /** Says that the spans of a request were kept. */
  void keep(ExportTraceServiceRequest request) {
    SpanBatch batch = batch(request.toByteArray());
    settings.telemetry().kept().onKept(batch);
    batch.release();
  }

  void pass(long nanos) {
    stage.pass(nanos);
  }

  /** What came since it was asked last. */
  List<Received> received() {
    List<SentSpan> all = next.spans();
    List<Received> metrics = new ArrayList<>();
    for (SentSpan sent : all.subList(read, all.size())) {
      try {
        metrics.add(
            new Received(
                ResourceMetrics.parseFrom(sent.resource().array()).getResource(),
                Metric.parseFrom(sent.span().array())));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    read = all.size();
    return metrics;
  }

  void shutDown() {
    connector.shutdown(stage.loops().clock().nanoTime() + 20 * SECOND);
    stage.await("it is shut down", connector::isShutDown);
  }

  @Override
  public void close() {
    shutDown();
    receipts.forEach(RecordingReceipt::assertOnce);
    next.assertContractKept();
    assertLedger(process.ledger()).balances().nothingOpen();
    assertThat(process.pools().chunks().leasedBytes()).as("bytes of chunks still out").isZero();
    stage.close();
  }
}
