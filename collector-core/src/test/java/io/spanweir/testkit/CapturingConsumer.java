package io.spanweir.testkit;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pipeline under test: keeps what it is given, answers as told, and watches that its
 * giver keeps the contract of {@link SpanConsumer}: no commit without room, no batch larger than
 * the room, no room left over. Any thread.
 */
public final class CapturingConsumer implements SpanConsumer {
  /** What it says to a commit. */
  public enum Answer {
    ACCEPT,
    REFUSE,
    REJECT
  }

  private final List<SentSpan> spans = new ArrayList<>();
  private final Map<Room, Integer> rooms = new HashMap<>();
  private final @Nullable LedgerAccount account;
  private long keyLengthsAsked = KeyQuestion.ALL_LENGTHS;
  private BooleanSupplier hasRoom = () -> true;
  private Supplier<Answer> answers = () -> Answer.ACCEPT;
  private Consumer<Runnable> answering = Runnable::run;
  private Consumer<Runnable> settling = Runnable::run;
  private int commits;
  private int settlesOpen;
  private @Nullable String broken;

  private record Room(int spans, long bytes) {}

  /** A consumer outside of any ledger. */
  public CapturingConsumer() {
    account = null;
  }

  /** A consumer that counts what it gets, as an exporter called {@code accountName}. */
  public CapturingConsumer(Ledger ledger, String accountName) {
    account = ledger.account(accountName, "exporter");
  }

  /** What it says to ask batches for; for all at first. */
  public CapturingConsumer asks(long keyLengths) {
    keyLengthsAsked = keyLengths;
    return this;
  }

  @Override
  public long keyLengthsAsked() {
    return keyLengthsAsked;
  }

  /** Asked at each reserve whether there is room. */
  public CapturingConsumer hasRoom(BooleanSupplier test) {
    hasRoom = test;
    return this;
  }

  /** Asked at each commit for the answer. */
  public CapturingConsumer answers(Supplier<Answer> supplier) {
    answers = supplier;
    return this;
  }

  /** Where answers are given: at once unless this says later. */
  public CapturingConsumer answering(Consumer<Runnable> executor) {
    answering = executor;
    return this;
  }

  /** Where {@code settled} is said, after the answer: at once unless this says later. */
  public CapturingConsumer settling(Consumer<Runnable> executor) {
    settling = executor;
    return this;
  }

  @Override
  public boolean reserve(int count, long bytes) {
    if (!hasRoom.getAsBoolean()) {
      return false;
    }
    synchronized (this) {
      rooms.merge(new Room(count, bytes), 1, Integer::sum);
    }
    return true;
  }

  @Override
  public void cancel(int count, long bytes) {
    giveUpRoom(count, bytes);
  }

  private synchronized void giveUpRoom(int count, long bytes) {
    Room room = new Room(count, bytes);
    if (!rooms.containsKey(room)) {
      throw fail("used room for " + count + " spans, " + bytes + " bytes that was not reserved");
    }
    rooms.computeIfPresent(room, (r, n) -> n == 1 ? null : n - 1);
  }

  @Override
  public void commit(SpanBatch batch, int count, long bytes, Receipt receipt) {
    giveUpRoom(count, bytes);
    if (batch.size() > count || totalBytes(batch) > bytes) {
      throw fail(
          "reserved "
              + count
              + " spans, "
              + bytes
              + " bytes and brought "
              + batch.size()
              + ", "
              + totalBytes(batch));
    }
    Answer answer = answers.get();
    List<SentSpan> rows = SentSpan.of(batch);
    int items = batch.items();
    batch.release();
    synchronized (this) {
      commits++;
      if (answer == Answer.ACCEPT) {
        spans.addAll(rows);
      }
    }
    answering.accept(() -> answer(answer, items, receipt));
  }

  private void answer(Answer answer, int items, Receipt receipt) {
    count(answer, items);
    switch (answer) {
      case REFUSE -> receipt.refused(1_000_000_000L, "told to refuse");
      case REJECT -> receipt.rejected("told to reject");
      case ACCEPT -> {
        boolean wanted = receipt.wantsSettled();
        receipt.accepted(0, null);
        if (wanted) {
          openSettles(1);
          settling.accept(
              () -> {
                openSettles(-1);
                receipt.settled();
              });
        }
      }
    }
  }

  private synchronized void openSettles(int more) {
    settlesOpen += more;
  }

  /** A giver counts as kept what it commits, so all of that was received here. */
  private void count(Answer answer, int items) {
    if (account != null) {
      account.addSpans(Term.RECEIVED, items);
      account.addSpans(
          switch (answer) {
            case ACCEPT -> Term.KEPT;
            case REFUSE -> Term.REFUSED;
            case REJECT -> Term.REJECTED;
          },
          items);
    }
  }

  /** Bytes of the batch's spans, resources and scopes: what room is reserved for. */
  public static long totalBytes(SpanBatch batch) {
    long bytes = batch.spanBytes();
    for (int item = 0; item < batch.resources().size(); item++) {
      bytes += batch.resources().itemBytes(item);
    }
    for (int item = 0; item < batch.scopes().size(); item++) {
      bytes += batch.scopes().itemBytes(item);
    }
    return bytes;
  }

  private AssertionError fail(String what) {
    broken = broken == null ? what : broken;
    return new AssertionError("the giver " + what);
  }

  /** All rows accepted so far, in the order they came. */
  public synchronized List<SentSpan> spans() {
    return List.copyOf(spans);
  }

  public synchronized int commits() {
    return commits;
  }

  /** How many words of {@code settled} are still to be said. */
  public synchronized int settlesOpen() {
    return settlesOpen;
  }

  /** Throws if the giver broke the contract or holds room it will not use. */
  public synchronized void assertContractKept() {
    if (broken != null) {
      throw new AssertionError("the giver " + broken);
    }
    if (!rooms.isEmpty()) {
      throw new AssertionError("the giver holds room it never used or cancelled: " + rooms);
    }
  }
}
