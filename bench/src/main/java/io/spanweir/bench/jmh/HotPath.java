package io.spanweir.bench.jmh;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.Http1Framing;
import io.spanweir.bench.workload.PatchedRequests;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.WireImage;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.Processor;
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
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.Telemetry;
import io.spanweir.processor.tailsampling.TailSamplingConfig;
import io.spanweir.processor.tailsampling.TailSamplingFactory;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.PolicySpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
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
 * What a span costs on its way through the process, without sockets. Each benchmark does what the
 * one before it does and one step more, so that a step's price is a difference: patch (the
 * generator's own), index, append and decide (every trace dropped), and frame (every trace kept).
 * Spans of W1; ns and bytes allocated are per span.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(HotPath.BATCH)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx1g", "-XX:MaxDirectMemorySize=4g"})
public class HotPath {
  static final int BATCH = 512;

  /** Open traces, as the number of requests in a decision wait: 2 k requests are 0.8 GB. */
  @Param({"200", "2000"})
  int requestsHeld;

  private final InlineLoops loops = new InlineLoops();
  private final Pools pools = new Pools(new ChunkPool(1L << 30, 1 << 26), new BatchPool(16));
  private final OtlpIndexer indexer = new OtlpIndexer(100_000);
  private PatchedRequests requests;
  private Processor dropping;
  private Processor keeping;

  /** Makes the processors. */
  @Setup(Level.Trial)
  public void setUp() throws Exception {
    requests =
        new PatchedRequests(
            new Shape(BATCH, 4, 4, false, 1),
            new Http1Framing("127.0.0.1", Compression.NONE, Encoding.PROTOBUF),
            Encoding.PROTOBUF,
            BATCH);
    dropping = processor("status_code");
    keeping = processor("always_sample");
  }

  private Processor processor(String policy) throws Exception {
    PolicySpec spec = spec(policy);
    PolicySpec vip = spec("string_attribute");
    TailSamplingFactory factory = new TailSamplingFactory();
    TailSamplingConfig defaults = factory.defaultConfig();
    TailSamplingConfig config =
        new TailSamplingConfig(
            Duration.ofSeconds(10),
            null,
            0,
            defaults.decisionCache(),
            null,
            defaults.maximumTraceSizeBytes(),
            defaults.overflow(),
            defaults.recordPolicy(),
            List.of(new PolicyConfig("p", spec), new PolicyConfig("q", vip)));
    Settings settings =
        new Settings(
            ComponentId.parse("tail_sampling"),
            Signal.TRACES,
            policy,
            loops,
            pools,
            new Telemetry(new SimpleMeterRegistry(), new Ledger(), new DistinctErrors(loops)),
            new Limits(4L << 30, 1L << 30, 1),
            RunningExtensions.NONE,
            new HttpListeners());
    Processor processor = factory.create(settings, config, new Discard());
    processor.start();
    return processor;
  }

  private static PolicySpec spec(String type) {
    return Objects.requireNonNull(PolicySpec.variants().defaults().get(type));
  }

  private Chunk nextBody() {
    WireImage image = requests.take();
    ByteBuffer wire = image.bytes();
    int head = headEnd(wire);
    int length = wire.capacity() - head;
    Chunk chunk = Objects.requireNonNull(pools.chunks().lease(length));
    wire.get(head, chunk.bytes(), 0, length);
    chunk.length(length);
    requests.giveBack(image);
    return chunk;
  }

  private static int headEnd(ByteBuffer wire) {
    for (int i = 4; ; i++) {
      if (wire.getInt(i - 4) == 0x0a0d0a0d) {
        return i;
      }
    }
  }

  private SpanBatch nextBatch() throws MalformedException {
    SpanBatch batch = pools.batches().lease();
    indexer.index(nextBody(), batch, dropping.keyLengthsAsked());
    return batch;
  }

  private void through(Processor processor) throws MalformedException {
    SpanBatch batch = nextBatch();
    long bytes = batch.chunk(0).length();
    if (!processor.reserve(BATCH, bytes)) {
      throw new IllegalStateException("the buffer is full");
    }
    processor.commit(batch, BATCH, bytes, Receipt.NONE);
    loops.advance(10_000_000_000L / requestsHeld);
    loops.turn();
  }

  /** The generator's own work, and one copy. */
  @Benchmark
  public void a_patch() {
    nextBody().release();
  }

  /** Finding the facts of the spans. */
  @Benchmark
  public void b_index() throws MalformedException {
    nextBatch().release();
  }

  /** Taking them into the log, and dropping all. */
  @Benchmark
  public void c_appendAndDecide() throws MalformedException {
    through(dropping);
  }

  /** Keeping all, up to the next stage. */
  @Benchmark
  public void d_frameAll() throws MalformedException {
    through(keeping);
  }
}
