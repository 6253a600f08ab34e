package io.spanweir.core.telemetry;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The book of one component at one edge of the graph. It must balance, for spans and for traces:
 *
 * <pre>received = kept + dropped + refused + rejected + filtered + duplicate + failed + open</pre>
 *
 * <p>Added to once per batch or trace, never per span. Any thread. Exact at quiescence, and for a
 * component of one thread in a snapshot taken on that thread.
 */
public final class LedgerAccount {
  private static final Term[] TERMS = Term.values();

  private final String component;
  private final String edge;
  private final LongAdder[] spans = new LongAdder[TERMS.length];
  private final LongAdder[] traces = new LongAdder[TERMS.length];
  private volatile LongSupplier openSpans = () -> 0;
  private volatile LongSupplier openTraces = () -> 0;

  LedgerAccount(String component, String edge) {
    this.component = component;
    this.edge = edge;
    for (int i = 0; i < TERMS.length; i++) {
      spans[i] = new LongAdder();
      traces[i] = new LongAdder();
    }
  }

  /** The id of the component, with the pipeline's where a component has an instance in each. */
  public String component() {
    return component;
  }

  /** Which side of the component: {@code receiver}, {@code processor} or {@code exporter}. */
  public String edge() {
    return edge;
  }

  public void addSpans(Term term, long count) {
    spans[term.ordinal()].add(count);
  }

  public void addTraces(Term term, long count) {
    traces[term.ordinal()].add(count);
  }

  /** Says how what is held now is counted; the suppliers must be callable on any thread. */
  public void open(LongSupplier spansHeld, LongSupplier tracesHeld) {
    openSpans = spansHeld;
    openTraces = tracesHeld;
  }

  public long spans(Term term) {
    return spans[term.ordinal()].sum();
  }

  public long traces(Term term) {
    return traces[term.ordinal()].sum();
  }

  /** Spans held now. */
  public long openSpans() {
    return openSpans.getAsLong();
  }

  /** Traces held now; 0 where a component doesn't know traces. */
  public long openTraces() {
    return openTraces.getAsLong();
  }

  /** Received less all the other terms, in spans: 0 when the book balances. */
  public long spanImbalance() {
    return imbalance(spans, openSpans());
  }

  /** Received less all the other terms, in traces: 0 when the book balances. */
  public long traceImbalance() {
    return imbalance(traces, openTraces());
  }

  private static long imbalance(LongAdder[] counts, long open) {
    long rest = counts[Term.RECEIVED.ordinal()].sum() - open;
    for (Term term : TERMS) {
      if (term != Term.RECEIVED) {
        rest -= counts[term.ordinal()].sum();
      }
    }
    return rest;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(edge).append(' ').append(component).append(": spans");
    for (Term term : TERMS) {
      text.append(' ').append(term.label()).append('=').append(spans(term));
    }
    text.append(" open=").append(openSpans()).append("; traces");
    for (Term term : TERMS) {
      text.append(' ').append(term.label()).append('=').append(traces(term));
    }
    return text.append(" open=").append(openTraces()).toString();
  }
}
