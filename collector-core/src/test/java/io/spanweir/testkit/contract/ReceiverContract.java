package io.spanweir.testkit.contract;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Pools;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.Ports;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TestSpan.Flaw;
import io.spanweir.testkit.TraceGen;
import io.spanweir.testkit.contract.ReceiverContract.Reply.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every receiver promises: a sender told "accepted" has its spans handed on once, one told
 * anything else has none of them handed on, and a body that is no good hurts nobody else.
 *
 * <p>A receiver with several doors runs the kit once for each.
 */
@Timeout(60)
public abstract class ReceiverContract {
  private static final String ACCOUNT = "receiver:tested";
  private static final long DEADLINE_NANOS = 10_000_000_000L;

  private final Stage stage = Stage.real();
  private final TestProcess process = new TestProcess(stage.loops());
  private final CapturingConsumer next = new CapturingConsumer(process.ledger(), "exporter:next");
  private final TraceGen traces = new TraceGen(1);
  private int port;
  private Receiver receiver;

  /** A receiver under test that listens on this port of the loopback address. Opens nothing. */
  protected abstract Receiver create(Settings settings, SpanConsumer next, int port);

  /** A sender with a connection of its own to a receiver that listens. */
  protected abstract Client client(int port) throws Exception;

  /**
   * What comes out of a receiver for a span as OTLP has it: the same, or its ids alone when the
   * receiver's encoding is another than OTLP. Asked of what was sent and of what came.
   */
  protected SentSpan asSent(SentSpan span) {
    return span;
  }

  /** What comes out of the receiver for the valid spans of a request. */
  protected List<SentSpan> sent(TestRequest request, Pools pools) {
    return request.sent(pools).stream().map(this::asSent).toList();
  }

  /** Whether a sender is told how many spans of an accepted request were not taken. */
  protected boolean tellsRejected() {
    return true;
  }

  /** A body that is no good whatever it is made of. */
  protected byte[] malformed(TraceGen gen, TestRequest request) {
    return gen.malformed(request);
  }

  /** One sender; used by one thread at a time. */
  public interface Client extends AutoCloseable {
    /** Sends a body in the receiver's format that holds these spans; waits for the reply. */
    Reply send(TestRequest request) throws Exception;

    /** Sends a body that is no good; waits for the reply. */
    Reply sendMalformed(byte[] body) throws Exception;

    @Override
    void close() throws IOException;
  }

  /**
   * What a sender was told.
   *
   * @param rejectedSpans how many spans of an accepted request were not taken; 0 if the sender is
   *     not told
   */
  public record Reply(Outcome outcome, int rejectedSpans) {
    /** What a sender may conclude. */
    public enum Outcome {
      ACCEPTED,
      TRY_AGAIN,
      NEVER
    }
  }

  @BeforeEach
  void open() throws IOException {
    port = Ports.free();
    process.ledger().connect(ACCOUNT, List.of("exporter:next"));
    receiver = create(settings(), next, port);
  }

  @AfterEach
  void closeAll() {
    stop(receiver);
    stage.close();
  }

  private Settings settings() {
    return process.settings("tested", ACCOUNT);
  }

  private void stop(Receiver stopped) {
    stopped.shutdown(stage.loops().clock().nanoTime() + DEADLINE_NANOS);
    stage.await("the receiver is shut down", stopped::isShutDown);
  }

  private TestRequest request() {
    return TestRequest.of(traces.trace());
  }

  private List<SentSpan> sent(TestRequest request) {
    return sent(request, process.pools());
  }

  private List<SentSpan> handedOn() {
    return next.spans().stream().map(this::asSent).toList();
  }

  private int told(int rejectedSpans) {
    return tellsRejected() ? rejectedSpans : 0;
  }

  private void assertAllReleased() {
    stage.await("all chunks are back", () -> process.pools().chunks().leasedBytes() == 0);
    next.assertContractKept();
  }

  @Test
  void shutsDownWithoutStart() {
    stop(receiver);
  }

  @Test
  void shutsDownTwice() throws Exception {
    receiver.start();
    stop(receiver);
    stop(receiver);
  }

  /** A selector lets go of a closed socket when it next selects, a moment after the end. */
  private boolean isPortFree() {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void leavesItsPortToASuccessor() throws Exception {
    receiver.start();
    try (Client client = client(port)) {
      assertThat(client.send(request()).outcome()).isEqualTo(Outcome.ACCEPTED);
    }
    stop(receiver);
    stage.await("the port is free", this::isPortFree);
    receiver = create(process.settings("tested/2", ACCOUNT), next, port);
    receiver.start();
    try (Client client = client(port)) {
      assertThat(client.send(request()).outcome()).isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    receiver.start();
    TestProcess other = new TestProcess(process.loops());
    Receiver second = create(other.settings("tested/2"), next, port);
    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(port));
    stop(second);
    try (Client client = client(port)) {
      assertThat(client.send(request()).outcome()).isEqualTo(Outcome.ACCEPTED);
    }
  }

  @Test
  void handsOnWhatItAccepts() throws Exception {
    receiver.start();
    List<SentSpan> sent = new ArrayList<>();
    try (Client client = client(port)) {
      for (int i = 0; i < 30; i++) {
        TestRequest request = request();
        assertThat(client.send(request)).isEqualTo(new Reply(Outcome.ACCEPTED, 0));
        sent.addAll(sent(request));
      }
    }
    assertThat(handedOn()).containsExactlyInAnyOrderElementsOf(sent);
    assertAllReleased();
    assertLedger(process.ledger()).balances().nothingOpen();
    assertLedger(process.ledger()).spans(ACCOUNT, Term.KEPT, sent.size());
  }

  @Test
  void handsOnNothingWithoutRoom() throws Exception {
    receiver.start();
    next.hasRoom(() -> false);
    try (Client client = client(port)) {
      assertThat(client.send(request()).outcome()).isEqualTo(Outcome.TRY_AGAIN);
      next.hasRoom(() -> true);
      assertThat(client.send(request()).outcome()).isEqualTo(Outcome.ACCEPTED);
    }
    assertAllReleased();
    assertLedger(process.ledger()).balances().nothingOpen();
  }

  @Test
  void passesOnARefusal() throws Exception {
    assertAnswer(CapturingConsumer.Answer.REFUSE, Outcome.TRY_AGAIN);
  }

  @Test
  void passesOnARejection() throws Exception {
    assertAnswer(CapturingConsumer.Answer.REJECT, Outcome.NEVER);
  }

  private void assertAnswer(CapturingConsumer.Answer answer, Outcome expected) throws Exception {
    receiver.start();
    next.answers(() -> answer);
    try (Client client = client(port)) {
      assertThat(client.send(request()).outcome()).isEqualTo(expected);
      next.answers(() -> CapturingConsumer.Answer.ACCEPT);
      assertThat(client.send(request()).outcome()).isEqualTo(Outcome.ACCEPTED);
    }
    assertAllReleased();
    assertLedger(process.ledger()).balances().nothingOpen();
  }

  @Test
  void rejectsBadSpansAlone() throws Exception {
    receiver.start();
    List<TestSpan> spans = new ArrayList<>(traces.trace(12));
    for (int i = 1; i < Flaw.values().length; i++) {
      spans.set(i, spans.get(i).withFlaw(Flaw.values()[i]));
    }
    TestRequest request = TestRequest.of(spans);
    int flawed = Flaw.values().length - 1;
    try (Client client = client(port)) {
      assertThat(client.send(request)).isEqualTo(new Reply(Outcome.ACCEPTED, told(flawed)));
    }
    assertThat(handedOn()).containsExactlyInAnyOrderElementsOf(sent(request));
    assertAllReleased();
    assertLedger(process.ledger()).balances().nothingOpen().spans(ACCOUNT, Term.REJECTED, flawed);
  }

  @Test
  void survivesBodiesThatAreNoGood() throws Exception {
    receiver.start();
    List<SentSpan> sent = new ArrayList<>();
    try (Client client = client(port)) {
      for (int i = 0; i < 20; i++) {
        byte[] malformed = malformed(traces, request());
        assertThat(client.sendMalformed(malformed).outcome()).isEqualTo(Outcome.NEVER);
        TestRequest good = request();
        assertThat(client.send(good).outcome()).isEqualTo(Outcome.ACCEPTED);
        sent.addAll(sent(good));
      }
    }
    assertThat(handedOn()).containsExactlyInAnyOrderElementsOf(sent);
    assertAllReleased();
    assertLedger(process.ledger()).balances().nothingOpen();
  }

  @Test
  void losesAndDoublesNothingAtRandom() throws Exception {
    receiver.start();
    Seed.each(3, this::runAtRandom);
    assertAllReleased();
    assertLedger(process.ledger()).balances().nothingOpen();
  }

  private void runAtRandom(long seed) throws Exception {
    scriptNext(new Rng(seed));
    int before = next.spans().size();
    List<CompletableFuture<List<SentSpan>>> senders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      TraceGen gen = new TraceGen(new Rng(seed * 31 + i), TraceGen.Shape.ROUGH);
      senders.add(CompletableFuture.supplyAsync(() -> sendMany(gen, 25)));
    }
    List<SentSpan> accepted = new ArrayList<>();
    for (CompletableFuture<List<SentSpan>> sender : senders) {
      accepted.addAll(sender.get(50, TimeUnit.SECONDS));
    }
    List<SentSpan> all = handedOn();
    assertThat(all.subList(before, all.size())).containsExactlyInAnyOrderElementsOf(accepted);
  }

  /** Full one time in five, refusing or rejecting now and then, answering at once or later. */
  private void scriptNext(Rng rng) {
    Object lock = new Object();
    next.hasRoom(
        () -> {
          synchronized (lock) {
            return !rng.percent(20);
          }
        });
    next.answers(
        () -> {
          synchronized (lock) {
            return rng.percent(70)
                ? CapturingConsumer.Answer.ACCEPT
                : rng.pick(List.of(CapturingConsumer.Answer.values()));
          }
        });
    next.answering(
        answer -> {
          boolean now;
          synchronized (lock) {
            now = rng.percent(50);
          }
          if (now) {
            answer.run();
          } else {
            stage.loops().shardLoop(0).execute(answer);
          }
        });
  }

  private List<SentSpan> sendMany(TraceGen gen, int requests) {
    List<SentSpan> accepted = new ArrayList<>();
    try (Client client = client(port)) {
      for (int i = 0; i < requests; i++) {
        TestRequest request = TestRequest.of(gen.trace());
        Reply reply = client.send(request);
        if (reply.outcome() == Outcome.ACCEPTED) {
          accepted.addAll(sent(request));
          int flawed = request.spans().size() - request.validSpans().size();
          assertThat(reply.rejectedSpans()).as("rejected spans").isEqualTo(told(flawed));
        }
      }
    } catch (Exception e) {
      throw new AssertionError("a sender failed", e);
    }
    return accepted;
  }

  @Test
  void answersWhatIsUnderWayBeforeItIsShutDown() throws Exception {
    receiver.start();
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    next.answering(held::add);
    try (Client client = client(port)) {
      TestRequest request = request();
      CompletableFuture<Reply> reply =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return client.send(request);
                } catch (Exception e) {
                  throw new AssertionError("no reply", e);
                }
              });
      stage.await("the request is with the next one", () -> !held.isEmpty());
      receiver.shutdown(stage.loops().clock().nanoTime() + DEADLINE_NANOS);
      stage.pass(50_000_000L);
      assertThat(receiver.isShutDown()).as("shut down with an answer open").isFalse();
      held.remove().run();
      assertThat(reply.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.ACCEPTED);
      stage.await("the receiver is shut down", receiver::isShutDown);
    }
    assertAllReleased();
    assertLedger(process.ledger()).balances().nothingOpen();
  }
}
