package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.channel.EventLoopGroup;
import io.spanweir.core.component.Processor;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.DutyCycle;
import io.spanweir.core.runtime.Loop;
import io.spanweir.core.runtime.Loops;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.VirtualClock;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What taking, deciding and handing on cost the heap, once arrays have grown. */
class AllocationTest {
  private static final int SPANS = 512;

  /** Everything on the caller's thread; duties are run by hand. */
  private static final class ByHand implements Loops, Loop {
    final VirtualClock clock = new VirtualClock();
    @Nullable DutyCycle duty;

    @Override
    public VirtualClock clock() {
      return clock;
    }

    @Override
    public int shardCount() {
      return 1;
    }

    @Override
    public Loop shardLoop(int shard) {
      return this;
    }

    @Override
    public Loop sideLoop() {
      return this;
    }

    @Override
    public EventLoopGroup ioGroup() {
      throw new IllegalStateException();
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Duty add(DutyCycle cycle) {
      duty = cycle;
      return new Duty() {
        @Override
        public void wake() {}

        @Override
        public void close() {}
      };
    }
  }

  /** Takes everything and keeps nothing. */
  private static final class Sink implements SpanConsumer {
    long spans;

    @Override
    public boolean reserve(int count, long bytes) {
      return true;
    }

    @Override
    public void cancel(int count, long bytes) {}

    @Override
    public void commit(SpanBatch batch, int count, long bytes, Receipt receipt) {
      spans += batch.size();
      batch.release();
      receipt.accepted(0, null);
    }
  }

  /** A sampler that is fed the same request again and again, each time with other trace ids. */
  private static final class Bench {
    final ByHand loops = new ByHand();
    final TestProcess process = new TestProcess(loops);
    final Sink sink = new Sink();
    final Processor processor;
    final SpanBatch request;
    final long bytes;

    Bench(Configs config) throws Exception {
      processor = Configs.create(config.build(), process.settings("tail_sampling"), sink);
      processor.start();
      List<TestSpan> spans = new ArrayList<>();
      for (int i = 0; i < SPANS; i++) {
        spans.add(
            TestSpan.of(1, i / 5 + 1, i + 1)
                .withService("service-" + i % 4, "scope")
                .withAttributes(Map.of("user.id", (long) i, "filler", "x".repeat(600))));
      }
      request = TestRequest.of(spans).batch(process.pools());
      bytes = 3 * request.spanBytes();
    }

    /** Some seconds of load; time goes on so that as much is decided as comes in. */
    void run(int requests, long firstTrace) {
      for (int n = 0; n < requests; n++) {
        SpanBatch batch = process.pools().batches().lease();
        batch.append(request);
        SpanBatch renamed = rename(batch, firstTrace + n * 1000L);
        if (!processor.reserve(SPANS, bytes)) {
          throw new AssertionError("refused");
        }
        processor.commit(renamed, SPANS, bytes, Receipt.NONE);
        loops.clock.advance(20_000_000);
        while (loops.duty.doWork(loops.clock.nanoTime()) > 0) {}
      }
    }

    /** Only the index says which trace a span belongs to; the bytes may say another. */
    private SpanBatch rename(SpanBatch batch, long base) {
      var index = batch.index();
      SpanBatch renamed = process.pools().batches().lease();
      renamed.append(batch, 0, 0);
      for (int row = 0; row < batch.size(); row++) {
        long trace = base + index.traceIdLow(row);
        int to = renamed.index().add(1, trace, index.spanId(row), 0);
        renamed.index().place(to, 0, index.offset(row), index.bodyOffset(row), index.end(row));
        renamed.index().facts(to, index.startNanos(row), index.endNanos(row), 0, 2, 0);
        renamed.index().scope(to, index.scope(row));
      }
      batch.release();
      return renamed;
    }

    long bytesPerSpan(int requests) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      run(300, 1);
      long before = threads.getCurrentThreadAllocatedBytes();
      run(requests, 1_000_000);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      return allocated / ((long) requests * SPANS);
    }
  }

  @Test
  void appendingAndDecidingAllocatesNothingPerSpan() throws Exception {
    Bench bench =
        new Bench(
            Configs.of(
                    TestPolicies.status("errors", "ERROR"),
                    TestPolicies.latency("slow", 500),
                    TestPolicies.attribute("users", "user.id", "ada", "grace"))
                .bufferKiB(128 << 10));
    assertThat(bench.bytesPerSpan(300)).as("bytes of heap a span").isLessThan(8);
    assertThat(bench.sink.spans).isZero();
  }

  /** Each span has the attribute, and none of its 500 values fits. */
  @Test
  void expressionsThatMissAllocateNothingPerSpan() throws Exception {
    Bench bench =
        new Bench(
            Configs.of(TestPolicies.matching("users", "user.id", 4096, "^9{4,}$", "(a|b)+c"))
                .bufferKiB(128 << 10));
    assertThat(bench.bytesPerSpan(300)).as("bytes of heap a span").isZero();
    assertThat(bench.sink.spans).isZero();
  }

  /** A value that was not seen lately is copied, and gone through by an expression's matcher. */
  @Test
  void expressionsOnValuesThatAreNewAllocateLittle() throws Exception {
    Bench bench =
        new Bench(
            Configs.of(TestPolicies.matching("users", "user.id", 4, "^9{4,}$"))
                .bufferKiB(128 << 10));
    assertThat(bench.bytesPerSpan(100)).as("bytes of heap a span").isBetween(1L, 300L);
  }

  @Test
  void framingAllocatesNextToNothing() throws Exception {
    for (RecordPolicy where : RecordPolicy.values()) {
      Bench bench = new Bench(Configs.keepingAll().record(where).bufferKiB(128 << 10));
      assertThat(bench.bytesPerSpan(300)).as("bytes of heap a span, %s", where).isLessThan(32);
      assertThat(bench.sink.spans).isGreaterThan(200 * SPANS);
    }
  }
}
