package io.spanweir.testkit.contract;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TraceGen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every exporter promises: what it accepts arrives at its backend once, or is counted as
 * failed; what a backend refuses for now is sent again, what it refuses for good is not; what waits
 * is bounded; and it ends by its deadline with nothing in its hands.
 *
 * <p>The exporter under test waits between retries for some ten milliseconds, takes a request for
 * lost after about 300 ms, and goes on trying for a minute at least.
 */
@Timeout(120)
public abstract class ExporterContract {
  private static final String ACCOUNT = "exporter:tested";
  private static final long SECOND = 1_000_000_000L;

  private final List<RecordingReceipt> receipts = new ArrayList<>();
  private final List<SentSpan> accepted = new ArrayList<>();
  private Stage stage;
  private TestProcess process;
  private Backend backend;
  private Exporter exporter;
  private TraceGen traces;

  /** What a backend does with one request. */
  public enum Behaviour {
    /** Takes it. */
    ACCEPT,
    /** Takes nothing, asks to try again soon. */
    TRY_AGAIN,
    /** Takes nothing, for good. */
    NEVER,
    /** Takes nothing and never answers. */
    SILENT
  }

  /** The other end of the exporter under test. */
  public interface Backend extends AutoCloseable {
    /** Asked at each request, on any thread. */
    void behave(Supplier<Behaviour> each);

    /** Every span of every request it took, in any order. Any thread. */
    List<SentSpan> spans();

    @Override
    void close();
  }

  /** A backend that accepts; the exporters made after it send to it. */
  protected abstract Backend openBackend(Stage stage) throws Exception;

  /** An exporter under test. Opens nothing. */
  protected abstract Exporter create(Settings settings, Backend target);

  /** Real threads, or a simulation for an exporter without sockets. */
  protected Stage openStage(long seed) {
    return Stage.real();
  }

  /** Whether a backend can refuse, be slow or silent at all. */
  protected boolean backendCanFail() {
    return true;
  }

  /**
   * What a backend can tell of a span: all of it, or its ids alone when the exporter's encoding is
   * another than OTLP.
   */
  protected SentSpan asSent(SentSpan span) {
    return span;
  }

  /** How many seeds each randomized promise is tried with. */
  protected int seeds() {
    return 3;
  }

  private void open(long seed) throws Exception {
    closeAll();
    receipts.clear();
    accepted.clear();
    stage = openStage(seed);
    process = new TestProcess(stage.loops());
    backend = openBackend(stage);
    exporter = create(process.settings("tested", ACCOUNT), backend);
    traces = new TraceGen(seed);
  }

  @AfterEach
  void closeAll() {
    if (stage != null) {
      backend.close();
      stage.close();
    }
  }

  private LedgerAccount account() {
    return process.ledger().account(ACCOUNT, "exporter");
  }

  private boolean offer(TestRequest request) {
    SpanBatch batch = request.batch(process.pools());
    int spans = batch.size();
    if (!exporter.reserve(spans, request.bodyBytes())) {
      batch.release();
      return false;
    }
    RecordingReceipt receipt = new RecordingReceipt(true);
    receipts.add(receipt);
    SentSpan.of(batch).forEach(span -> accepted.add(asSent(span)));
    exporter.commit(batch, spans, request.bodyBytes(), receipt);
    return true;
  }

  private void offerMany(int requests) {
    for (int i = 0; i < requests; i++) {
      TestRequest request = TestRequest.of(traces.trace());
      stage.await("there is room", () -> offer(request));
    }
  }

  private void shutDown(long withinNanos) {
    exporter.shutdown(stage.loops().clock().nanoTime() + withinNanos);
    boolean done = stage.await(exporter::isShutDown, withinNanos + 2 * SECOND);
    assertThat(done).as("shut down by the deadline").isTrue();
  }

  private void awaitNothingHeld() {
    stage.await("nothing is held", () -> account().openSpans() == 0);
    stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
    receipts.forEach(RecordingReceipt::assertOnce);
    assertLedger(process.ledger()).accountsBalance();
    assertThat(account().spans(Term.RECEIVED)).as("received").isEqualTo(accepted.size());
  }

  private void assertAllArrived() {
    assertThat(backend.spans()).containsExactlyInAnyOrderElementsOf(accepted);
    assertLedger(process.ledger()).spans(ACCOUNT, Term.KEPT, accepted.size());
    stage.await("all is settled", () -> receipts.stream().allMatch(RecordingReceipt::isSettled));
  }

  @Test
  void shutsDownWithoutStart() throws Exception {
    open(1);
    shutDown(SECOND);
  }

  @Test
  void shutsDownTwice() throws Exception {
    open(1);
    exporter.start();
    shutDown(SECOND);
    shutDown(SECOND);
  }

  @Test
  void hasASuccessor() throws Exception {
    open(1);
    exporter.start();
    offerMany(3);
    shutDown(5 * SECOND);
    exporter = create(process.settings("tested/2", ACCOUNT), backend);
    exporter.start();
    offerMany(3);
    shutDown(5 * SECOND);
    awaitNothingHeld();
    assertAllArrived();
  }

  @Test
  void takesNothingAfterShutdown() throws Exception {
    open(1);
    exporter.start();
    shutDown(SECOND);
    assertThat(offer(TestRequest.of(traces.trace()))).as("taken after shutdown").isFalse();
    assertThat(process.pools().chunks().leasedBytes()).isZero();
  }

  @Test
  void deliversWhatItAccepts() throws Exception {
    open(1);
    exporter.start();
    offerMany(50);
    awaitNothingHeld();
    assertAllArrived();
    shutDown(SECOND);
  }

  @Test
  void deliversWhatItHoldsAtShutdown() throws Exception {
    open(2);
    exporter.start();
    offerMany(20);
    shutDown(10 * SECOND);
    awaitNothingHeld();
    assertAllArrived();
  }

  @Test
  void sendsAgainWhatWasRefusedForNow() {
    assumeTrue(backendCanFail());
    Seed.each(
        seeds(),
        seed -> {
          open(seed);
          behave(new Rng(seed), List.of(Behaviour.ACCEPT, Behaviour.TRY_AGAIN));
          exporter.start();
          offerMany(30);
          awaitNothingHeld();
          assertAllArrived();
          shutDown(SECOND);
        });
  }

  @Test
  void losesAndDoublesNothingUncounted() {
    assumeTrue(backendCanFail());
    Seed.each(
        seeds(),
        seed -> {
          open(seed);
          behave(new Rng(seed), List.of(Behaviour.values()));
          exporter.start();
          offerMany(20);
          behave(new Rng(seed), List.of(Behaviour.ACCEPT));
          awaitNothingHeld();
          assertThat(backend.spans()).doesNotHaveDuplicates().isSubsetOf(accepted);
          long arrived = backend.spans().size();
          assertLedger(process.ledger())
              .spans(ACCOUNT, Term.KEPT, arrived)
              .spans(ACCOUNT, Term.FAILED, accepted.size() - arrived);
          shutDown(SECOND);
        });
  }

  private void behave(Rng rng, List<Behaviour> choices) {
    backend.behave(
        () -> {
          synchronized (rng) {
            return rng.pick(choices);
          }
        });
  }

  @Test
  void doesNotSendAgainWhatWasRefusedForGood() throws Exception {
    assumeTrue(backendCanFail());
    open(3);
    List<Behaviour> asked = new ArrayList<>();
    backend.behave(
        () -> {
          synchronized (asked) {
            asked.add(Behaviour.NEVER);
          }
          return Behaviour.NEVER;
        });
    exporter.start();
    offerMany(5);
    awaitNothingHeld();
    stage.pass(SECOND / 2);
    assertThat(asked).as("requests").hasSizeLessThanOrEqualTo(5).isNotEmpty();
    assertLedger(process.ledger()).spans(ACCOUNT, Term.FAILED, accepted.size());
    shutDown(SECOND);
  }

  @Test
  void holdsNoMoreThanItsQueue() throws Exception {
    assumeTrue(backendCanFail());
    open(4);
    backend.behave(() -> Behaviour.TRY_AGAIN);
    exporter.start();
    int taken = 0;
    while (taken < 100_000 && offer(TestRequest.of(traces.trace()))) {
      taken++;
    }
    assertThat(taken).as("requests held for a backend that takes none").isLessThan(100_000);
    assertThat(exporter.retryAfterNanos()).isPositive();
    backend.behave(() -> Behaviour.ACCEPT);
    awaitNothingHeld();
    assertAllArrived();
    shutDown(SECOND);
  }

  @Test
  void countsWhatNobodyTakesByTheDeadline() throws Exception {
    assumeTrue(backendCanFail());
    for (Behaviour bad : List.of(Behaviour.SILENT, Behaviour.TRY_AGAIN)) {
      open(5);
      backend.behave(() -> bad);
      exporter.start();
      offerMany(5);
      stage.pass(SECOND / 10);
      shutDown(SECOND);
      awaitNothingHeld();
      assertThat(backend.spans()).isEmpty();
      assertLedger(process.ledger()).spans(ACCOUNT, Term.FAILED, accepted.size());
    }
  }

  @Test
  void givesBackCancelledRoom() throws Exception {
    assumeTrue(backendCanFail());
    open(6);
    exporter.start();
    int before = fill();
    for (int again = 0; again < 3; again++) {
      assertThat(fill()).as("rooms after all were cancelled").isEqualTo(before);
    }
    shutDown(SECOND);
  }

  private int fill() {
    int rooms = 0;
    while (rooms < 100_000 && exporter.reserve(10, 10_000)) {
      rooms++;
    }
    for (int i = 0; i < rooms; i++) {
      exporter.cancel(10, 10_000);
    }
    return rooms;
  }
}
