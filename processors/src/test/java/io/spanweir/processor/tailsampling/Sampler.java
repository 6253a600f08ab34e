package io.spanweir.processor.tailsampling;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.Processor;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tail sampler with a giver before it and a consumer behind it, on one thread. */
final class Sampler {
  static final String ACCOUNT = "traces:tail_sampling";
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;

  final SimLoops loops;
  final TestProcess process;
  final CapturingConsumer next;
  final Processor processor;
  final List<RecordingReceipt> receipts = new ArrayList<>();

  Sampler(Configs config, long seed, int shards, Wiring wiring, long chunkBytesMax) {
    loops = SimLoops.alone(seed, shards, wiring);
    process = new TestProcess(loops, chunkBytesMax);
    next = new CapturingConsumer(process.ledger(), "exporter:next");
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
    processor = Configs.create(config.build(), process.settings("tail_sampling", ACCOUNT), next);
    try {
      processor.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One shard on the caller's thread, as on one core. */
  static Sampler of(Configs config) {
    return new Sampler(config, 1, 1, Wiring.ONE_CORE, 256L << 20);
  }

  LedgerAccount account() {
    return process.ledger().account(ACCOUNT, "processor");
  }

  long now() {
    return loops.clock().nanoTime();
  }

  /** Lets time pass, and all that is due happen. */
  void pass(long nanos) {
    loops.world().runFor(nanos);
    loops.world().runUntilIdle();
  }

  /** Offers spans as one request. @return null if they are refused at the door */
  @Nullable RecordingReceipt offer(List<TestSpan> spans) {
    SpanBatch batch = TestRequest.of(spans).batch(process.pools());
    int count = batch.size();
    long bytes = CapturingConsumer.totalBytes(batch);
    if (!processor.reserve(count, bytes)) {
      batch.release();
      return null;
    }
    RecordingReceipt receipt = new RecordingReceipt(true);
    receipts.add(receipt);
    processor.commit(batch, count, bytes, receipt);
    return receipt;
  }

  /** Gives spans as one request, which has to be admitted. */
  RecordingReceipt give(List<TestSpan> spans) {
    RecordingReceipt receipt = offer(spans);
    assertThat(receipt).as("receipt of a request that was admitted").isNotNull();
    return receipt;
  }

  RecordingReceipt give(TestSpan... spans) {
    return give(List.of(spans));
  }

  /** A span of a trace, one of those that {@link TestSpan#of} makes. */
  static TestSpan span(long trace, long id) {
    return TestSpan.of(7, trace, id);
  }

  static TestSpan error(long trace, long id) {
    return span(trace, id).withStatus(TestSpan.STATUS_ERROR);
  }

  /** Keys of what came out, in the order it came. */
  List<String> out() {
    return next.spans().stream().map(SentSpan::key).toList();
  }

  /** The low halves of the ids of the traces that came out. */
  Set<Long> tracesOut() {
    return next.spans().stream().map(SentSpan::traceIdLow).collect(Collectors.toSet());
  }

  static List<String> keys(TestSpan... spans) {
    return List.of(spans).stream().map(TestSpan::key).toList();
  }

  /** What the metrics say is held, in bytes of the buffer. */
  double gauge(String name) {
    return process.meters().get(name).gauge().value();
  }

  void shutDown(long withinNanos) {
    processor.shutdown(now() + withinNanos);
    boolean done = loops.world().runUntil(processor::isShutDown, withinNanos + SECOND);
    assertThat(done).as("shut down within the deadline").isTrue();
  }

  /** Nothing is held, nothing leaked, the books balance, every receipt was completed once. */
  void assertEmpty() {
    assertThat(gauge("spanweir.tail.sampling.buffer.bytes")).as("bytes held").isZero();
    assertThat(gauge("spanweir.tail.sampling.log.segments")).as("segments held").isZero();
    assertThat(process.pools().chunks().leasedBytes()).as("bytes of chunks still out").isZero();
    receipts.forEach(RecordingReceipt::assertOnce);
    next.assertContractKept();
    assertLedger(process.ledger()).balances().nothingOpen();
  }

  long spans(Term term) {
    return account().spans(term);
  }

  long traces(Term term) {
    return account().traces(term);
  }
}
