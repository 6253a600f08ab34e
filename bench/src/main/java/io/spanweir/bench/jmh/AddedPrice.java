package io.spanweir.bench.jmh;

import io.spanweir.bench.inside.Addition;
import io.spanweir.bench.inside.Bodies;
import io.spanweir.bench.inside.InlinePipeline;
import io.spanweir.core.data.Chunk;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * What a policy or processor added to W1 costs. Two pipelines, W1 and W1 with the addition, take
 * the same requests in turns, so that a drifting machine drifts under both: the price is the
 * difference of {@code added} and {@code base}, nanoseconds on the processor, by {@code spans}. The
 * time that JMH itself prints is that of both and of the generator. From finding the facts of spans
 * to deciding.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(AddedPrice.BATCH)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 10, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx1g", "-XX:MaxDirectMemorySize=4g"})
public class AddedPrice {
  static final int BATCH = 512;

  /** A million spans a second: the clock goes as fast as the load would. */
  private static final long REQUEST_NANOS = BATCH * 1_000L;

  private static final long DIRECT_BYTES = 3L << 30;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** What is added, by the names of {@link Addition}. */
  @Param("nothing")
  String addition;

  private final Bodies baseBodies = new Bodies(BATCH, 1);
  private final Bodies addedBodies = new Bodies(BATCH, 1);
  private InlinePipeline base;
  private InlinePipeline added;
  private boolean addedFirst;

  /** What was measured in an iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Sums {
    /** Nanoseconds in W1. */
    public long base;

    /** Nanoseconds in W1 with the addition. */
    public long added;

    /** Spans that each of them took. */
    public long spans;
  }

  /** Makes the pipelines. */
  @Setup(Level.Trial)
  public void setUp() {
    base = InlinePipeline.of(Addition.named("nothing").config(), DIRECT_BYTES);
    added = InlinePipeline.of(Addition.named(addition).config(), DIRECT_BYTES);
  }

  /** One request through each. */
  @Benchmark
  public void both(Sums sums) {
    Chunk forBase = baseBodies.next(base);
    Chunk forAdded = addedBodies.next(added);
    addedFirst = !addedFirst;
    if (addedFirst) {
      sums.added += timed(added, forAdded);
      sums.base += timed(base, forBase);
    } else {
      sums.base += timed(base, forBase);
      sums.added += timed(added, forAdded);
    }
    sums.spans += BATCH;
  }

  private static long timed(InlinePipeline pipeline, Chunk body) {
    long begin = THREADS.getCurrentThreadCpuTime();
    pipeline.take(body, REQUEST_NANOS);
    return THREADS.getCurrentThreadCpuTime() - begin;
  }
}
