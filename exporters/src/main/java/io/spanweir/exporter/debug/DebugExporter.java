package io.spanweir.exporter.debug;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints each trace of a batch; rows of one trace stand side by side, as tail sampling hands them
 * on. Never refuses and never waits: traces that the terminal is too slow for are counted, and the
 * count is printed when there is room again. Any thread.
 */
final class DebugExporter implements Exporter {
  /** A batch's text past this is cut: nobody reads it. */
  private static final int TEXT_CHARS_MAX = 256 << 10;

  private final LedgerAccount account;
  private final Clock clock;
  private final TraceText.Style style;
  private final Console console;
  private final ConcurrentLinkedQueue<TraceText> texts = new ConcurrentLinkedQueue<>();
  private final AtomicLong tracesNotShown = new AtomicLong();
  private volatile boolean taking;
  private volatile long deadlineNanos = Long.MIN_VALUE;

  DebugExporter(Settings settings, TraceText.Style style, Console console) {
    account = settings.telemetry().ledger().account(settings.accountName(), "exporter");
    clock = settings.loops().clock();
    this.style = style;
    this.console = console;
  }

  @Override
  public void start() {
    taking = true;
  }

  @Override
  public void shutdown(long deadline) {
    if (taking) {
      deadlineNanos = deadline;
      taking = false;
      offer(new StringBuilder(), 0);
    }
  }

  @Override
  public boolean isShutDown() {
    return !taking && (console.isDrained() || clock.nanoTime() >= deadlineNanos);
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    return taking;
  }

  @Override
  public void cancel(int spans, long bytes) {}

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    account.addSpans(Term.RECEIVED, batch.items());
    if (batch.signal() == Signal.TRACES) {
      show(batch);
    } else if (console.hasRoom()) {
      offer(new StringBuilder(counts(batch)), 1);
    }
    account.addSpans(Term.KEPT, batch.items());
    batch.release();
    receipt.accepted(0, null);
    if (receipt.wantsSettled()) {
      receipt.settled();
    }
  }

  /** Metrics and log records are counted, not shown. */
  private static String counts(SpanBatch batch) {
    String items = batch.signal() == Signal.METRICS ? " metrics" : " log records";
    return batch.size()
        + items
        + " of "
        + batch.resources().size()
        + " resources, "
        + new ByteSize(batch.spanBytes()).rounded()
        + "\n";
  }

  private void show(SpanBatch batch) {
    TraceText idle = texts.poll();
    TraceText text = idle == null ? new TraceText(style) : idle;
    StringBuilder out = new StringBuilder();
    int shown = 0;
    int traces = 0;
    long now = clock.epochNanos();
    boolean room = console.hasRoom();
    for (int from = 0, to; from < batch.size(); from = to) {
      to = endOfTrace(batch.index(), from);
      traces++;
      if (room && out.length() < TEXT_CHARS_MAX) {
        text.append(out, batch, from, to, now);
        shown++;
      }
    }
    texts.add(text);
    tracesNotShown.addAndGet(traces - shown);
    offer(out, shown);
  }

  private static int endOfTrace(SpanIndex index, int from) {
    int to = from + 1;
    while (to < index.size()
        && index.traceIdHigh(to) == index.traceIdHigh(from)
        && index.traceIdLow(to) == index.traceIdLow(from)) {
      to++;
    }
    return to;
  }

  /** What was left out before comes first: that is where it is missing. */
  private void offer(StringBuilder out, int shown) {
    long missing = shown > 0 || !taking ? tracesNotShown.getAndSet(0) : 0;
    String before = missing > 0 ? "… " + missing + " traces not shown\n" : "";
    String lines = before + out;
    if (!lines.isEmpty() && !console.offer(lines)) {
      tracesNotShown.addAndGet(missing + shown);
    }
  }
}
