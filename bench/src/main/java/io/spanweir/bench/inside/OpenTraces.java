package io.spanweir.bench.inside;

import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.spanweir.bench.jmh.InlineLoops;
import io.spanweir.core.data.Chunk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * So many open traces of one span of 200 bytes, in a process of its own, so that its memory is
 * theirs: the buffer is filled, and then each request brings as many traces as are decided. The
 * clock is moved by hand: the decision wait passes in as many requests as hold the open traces.
 *
 * <p>Prints one row of the table; {@link OpenTracesTable} starts it.
 */
public final class OpenTraces {
  static final long DIRECT_BYTES = 12L << 30;

  private static final long WAIT_NANOS = 10_000_000_000L;
  private static final int WARM_OPEN = 50_000;
  private static final long EPOCH_NANOS = 1_800_000_000_000_000_000L;
  private static final int STEADY_SPANS_MIN = 5_000_000;

  /** Fewer open traces than these take less memory than the process's own ups and downs. */
  private static final int WEIGHED_MIN = 1_000_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Prepares memory ahead of the thread that is measured, as in the product. */
  private static final DefaultEventLoop WORK =
      new DefaultEventLoop(new DefaultThreadFactory("work", true));

  private final InlinePipeline pipeline =
      InlinePipeline.of(Addition.w1("10s"), DIRECT_BYTES, new InlineLoops(WORK));
  private final OneSpanBodies bodies = new OneSpanBodies();
  private long nowNanos = EPOCH_NANOS;

  /** What a stretch of requests cost. */
  private static final class Stretch {
    private final Histogram turns = new Histogram(60_000_000_000L, 3);
    private long cpuNanos;
    private long spans;

    double nanosPerSpan() {
      return (double) cpuNanos / spans;
    }

    double longestMillis() {
      return turns.getMaxValue() / 1e6;
    }
  }

  private OpenTraces() {}

  /**
   * Measures one number of open traces.
   *
   * @param args how many, and for how many seconds to warm up
   */
  public static void main(String[] args) throws IOException {
    new OpenTraces().measure(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
  }

  private void measure(int open, int warmupSeconds) throws IOException {
    long end = System.nanoTime() + warmupSeconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      take(WARM_OPEN, WARM_OPEN);
    }
    take(WARM_OPEN, OneSpanBodies.SPANS);
    pipeline.idle(2 * WAIT_NANOS);
    System.gc();
    long before = residentBytes();
    Stretch filling = take(open, open);
    long after = residentBytes();
    Stretch steady = take(open, Math.max(open, STEADY_SPANS_MIN));
    double beside = (double) (after - before) / open - OneSpanBodies.SPAN_BYTES;
    System.out.printf(
        Locale.ROOT,
        "| %,d | %.0f | %.0f | %.1f | %.2f / %.1f | %.0f | %s |%n",
        open,
        filling.nanosPerSpan(),
        steady.nanosPerSpan(),
        filling.longestMillis(),
        steady.turns.getValueAtPercentile(99.9) / 1e6,
        steady.longestMillis(),
        after / 1e6,
        open < WEIGHED_MIN ? "too few to weigh" : String.format(Locale.ROOT, "%.0f", beside));
  }

  /** Takes spans in, so fast that a number of traces is open. */
  private Stretch take(int open, int spans) {
    long step = WAIT_NANOS / Math.max(1, open / OneSpanBodies.SPANS);
    Stretch stretch = new Stretch();
    while (stretch.spans < spans) {
      Chunk body = bodies.next(pipeline, nowNanos);
      nowNanos += step;
      long cpu = THREADS.getCurrentThreadCpuTime();
      long wall = System.nanoTime();
      pipeline.take(body, step);
      stretch.turns.recordValue(System.nanoTime() - wall);
      stretch.cpuNanos += THREADS.getCurrentThreadCpuTime() - cpu;
      stretch.spans += OneSpanBodies.SPANS;
    }
    return stretch;
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new IOException("the system does not say how much memory this process has");
  }
}
