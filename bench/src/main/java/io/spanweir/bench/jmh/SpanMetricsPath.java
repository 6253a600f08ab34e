package io.spanweir.bench.jmh;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.Http1Framing;
import io.spanweir.bench.workload.PatchedRequests;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.WireImage;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.ExemplarsConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.ExponentialConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.HistogramConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsFactory;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.Telemetry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What counting a span costs where every span is counted: the copy of the rows that a fan-out
 * makes, and then the counting. Spans of W1, 800 bytes and 14 attributes, some thousand series.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SpanMetricsPath.BATCH)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx1g"})
public class SpanMetricsPath {
  static final int BATCH = 512;
  private static final int BATCHES = 8;

  /** Dimensions beside the four that every series has. */
  @Param({"0", "2"})
  int dimensions;

  @Param({"false", "true"})
  boolean exponential;

  @Param({"false", "true"})
  boolean exemplars;

  private final InlineLoops loops = new InlineLoops();
  private final Pools pools = new Pools(new ChunkPool(1L << 30, 1 << 26), new BatchPool(16));
  private final SpanBatch[] batches = new SpanBatch[BATCHES];
  private Connector connector;
  private int turn;

  /** Makes the connector and what goes into it. */
  @Setup(Level.Trial)
  public void setUp() throws Exception {
    PatchedRequests requests =
        new PatchedRequests(
            new Shape(BATCH, 4, 4, false, 1),
            new Http1Framing("127.0.0.1", Compression.NONE, Encoding.PROTOBUF),
            Encoding.PROTOBUF,
            BATCH);
    for (int i = 0; i < BATCHES; i++) {
      batches[i] = batch(requests);
    }
    connector = connector();
    connector.start();
  }

  private Connector connector() {
    SpanMetricsFactory factory = new SpanMetricsFactory();
    Settings settings =
        new Settings(
            ComponentId.parse("span_metrics"),
            Signal.TRACES,
            "connector:span_metrics",
            loops,
            pools,
            new Telemetry(new SimpleMeterRegistry(), new Ledger(), new DistinctErrors(loops)),
            new Limits(4L << 30, 1L << 30, 1),
            RunningExtensions.NONE,
            new HttpListeners());
    return factory.create(
        settings,
        config(factory.defaultConfig()),
        Outputs.of(Map.of(Signal.METRICS, new Discard())));
  }

  private SpanMetricsConfig config(SpanMetricsConfig usual) {
    HistogramConfig histogram = usual.histogram();
    List<DimensionConfig> more =
        List.of(
            new DimensionConfig("http.request.method", null),
            new DimensionConfig("http.response.status_code", "none"));
    return new SpanMetricsConfig(
        new HistogramConfig(
            false,
            histogram.unit(),
            null,
            exponential ? new ExponentialConfig(160) : null,
            List.of()),
        more.subList(0, dimensions),
        List.of(),
        usual.excludeDimensions(),
        usual.namespace(),
        usual.aggregationTemporality(),
        usual.metricsFlushInterval(),
        usual.metricsExpiration(),
        usual.seriesExpiration(),
        usual.aggregationCardinalityLimit(),
        usual.resourceMetricsCacheSize(),
        usual.resourceMetricsKeyAttributes(),
        new ExemplarsConfig(exemplars, usual.exemplars().maxPerDataPoint()),
        usual.events(),
        0,
        0);
  }

  private SpanBatch batch(PatchedRequests requests) throws MalformedException {
    WireImage image = requests.take();
    ByteBuffer wire = image.bytes();
    int head = 4;
    while (wire.getInt(head - 4) != 0x0a0d0a0d) {
      head++;
    }
    int length = wire.capacity() - head;
    Chunk chunk = Objects.requireNonNull(pools.chunks().lease(length));
    wire.get(head, chunk.bytes(), 0, length);
    chunk.length(length);
    requests.giveBack(image);
    SpanBatch batch = pools.batches().lease();
    new OtlpIndexer(100_000).index(chunk, batch);
    return batch;
  }

  private SpanBatch nextShare() {
    turn = (turn + 1) % BATCHES;
    return batches[turn].share();
  }

  /** What a fan-out does for another consumer. */
  @Benchmark
  public void a_share() {
    nextShare().release();
  }

  /** And the counting. */
  @Benchmark
  public void b_count() {
    connector.commit(nextShare(), BATCH, 1 << 20, Receipt.NONE);
  }
}
