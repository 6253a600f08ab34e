package io.spanweir.connector.spanmetrics;

import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import org.jspecify.annotations.Nullable;

/**
 * Hands pages on, one at a time, and the same one again until it is taken: so nothing is lost while
 * nobody takes, and what is counted meanwhile goes with a later page. One thread, but for the
 * answers.
 */
final class Outgoing {
  private static final long NO_MEMORY_RETRY_NANOS = 1_000_000_000L;
  private static final long RETRY_NANOS_MIN = 1_000_000L;

  private final Settings settings;
  private final SpanConsumer next;
  private final Runnable wake;
  private final LedgerAccount account;
  private final OtlpIndexer indexer = new OtlpIndexer(Integer.MAX_VALUE);
  private @Nullable MetricsPage page;
  private @Nullable SpanBatch held;
  private int bytes;
  private long retryAtNanos;
  private boolean retrying;
  private volatile @Nullable Answer awaited;

  /**
   * @param wake called when there is an answer, on any thread
   */
  Outgoing(Settings settings, SpanConsumer next, Runnable wake) {
    this.settings = settings;
    this.next = next;
    this.wake = wake;
    account =
        settings
            .telemetry()
            .ledger()
            .account(
                Signal.METRICS.account(Connector.outgoing(settings.accountName())), "connector");
  }

  /** What became of a batch; may be said during the commit or later. */
  private final class Answer implements Receipt {
    private volatile boolean given;
    private volatile boolean refused;
    private volatile long retryAfterNanos;

    @Override
    public void accepted(int rejectedRows, @Nullable String reason) {
      if (rejectedRows > 0) {
        complain(String.valueOf(reason));
      }
      give();
    }

    @Override
    public void refused(long retryAfter, String reason) {
      retryAfterNanos = retryAfter;
      refused = true;
      give();
    }

    @Override
    public void rejected(String reason) {
      complain(reason);
      give();
    }

    private void give() {
      given = true;
      wake.run();
    }
  }

  private void complain(String reason) {
    settings.telemetry().errors().record(settings.accountName(), "metrics were rejected", reason);
  }

  boolean isFree() {
    return page == null && held == null;
  }

  /** Takes a page over until {@link #isFree}. */
  void put(MetricsPage taken) {
    page = taken;
  }

  /** When there is something to do without an answer. */
  long deadlineNanos() {
    return awaited == null && !isFree() ? retryAtNanos : Long.MAX_VALUE;
  }

  /**
   * @return how much was done
   */
  int work(long nowNanos) {
    Answer answer = awaited;
    if (answer != null) {
      if (!answer.given) {
        return 0;
      }
      onAnswer(answer, nowNanos);
      return 1;
    }
    if (isFree() || (retrying && nowNanos - retryAtNanos < 0)) {
      return 0;
    }
    retrying = false;
    if (held == null && !makeBatch()) {
      retryAt(nowNanos + NO_MEMORY_RETRY_NANOS);
      return 0;
    }
    return handOn(nowNanos);
  }

  private void onAnswer(Answer answer, long nowNanos) {
    awaited = null;
    if (answer.refused) {
      retryAt(nowNanos + Math.max(RETRY_NANOS_MIN, answer.retryAfterNanos));
    } else {
      letGo();
    }
  }

  private void retryAt(long nanos) {
    retrying = true;
    retryAtNanos = nanos;
  }

  private boolean makeBatch() {
    MetricsPage encoded = page;
    if (encoded == null) {
      return true;
    }
    Chunk chunk = settings.pools().chunks().lease(encoded.length());
    if (chunk == null) {
      return false;
    }
    bytes = encoded.length();
    System.arraycopy(encoded.bytes(), 0, chunk.bytes(), 0, bytes);
    chunk.length(bytes);
    SpanBatch batch = settings.pools().batches().lease();
    batch.signal(Signal.METRICS);
    try {
      indexer.index(chunk, batch);
    } catch (MalformedException e) {
      throw new IllegalStateException("a page that was just written can't be read", e);
    }
    held = batch;
    return true;
  }

  private int handOn(long nowNanos) {
    SpanBatch batch = held;
    if (batch == null) {
      return 0;
    }
    int items = batch.items();
    int room = batch.room();
    if (!next.reserve(room, bytes)) {
      retryAt(nowNanos + Math.max(RETRY_NANOS_MIN, next.retryAfterNanos()));
      return 0;
    }
    account.addSpans(Term.RECEIVED, items);
    account.addSpans(Term.KEPT, items);
    Answer answer = new Answer();
    awaited = answer;
    next.commit(batch.share(), room, bytes, answer);
    return 1;
  }

  private void letGo() {
    if (held != null) {
      held.release();
    }
    held = null;
    page = null;
  }

  /** Gives up what was not taken. */
  void abandon() {
    if (awaited == null && !isFree()) {
      int items = held == null ? 0 : held.items();
      account.addSpans(Term.RECEIVED, items);
      account.addSpans(Term.FAILED, items);
      settings
          .telemetry()
          .errors()
          .record(
              settings.accountName(),
              "metrics were not handed on before the shutdown's deadline",
              items + " metrics and what was to follow");
    }
    letGo();
  }
}
