package io.spanweir.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.bench.workload.TraceKind;
import io.spanweir.bench.workload.TraceModel;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TraceTableTest {
  private static final long TRACES = 5_000;

  private final TraceModel model = new TraceModel(11);
  private final TraceTable table = new TraceTable(model);
  private long keptTrace;
  private long droppedTrace;

  @BeforeEach
  void findTraces() {
    while (!model.mustKeep(keptTrace)) {
      keptTrace++;
    }
    while (model.mustKeep(droppedTrace)) {
      droppedTrace++;
    }
  }

  @Test
  void passesWhenExactlyTheRightTracesArrive() {
    deliver(model::mustKeep);

    Verdict verdict = table.judge(TRACES, 0);

    assertThat(verdict.passed()).isTrue();
    assertThat(verdict.describe()).isEqualTo("ok");
    assertThat(verdict.expected()).isEqualTo(expectedByHand());
    assertThat(table.wholeExpected()).isEqualTo(table.expected(TRACES));
    assertThat(verdict.spans()).isEqualTo(10 * verdict.expected());
  }

  @Test
  void noticesAMissingTrace() {
    deliver(t -> model.mustKeep(t) && t != keptTrace);

    assertThat(table.judge(TRACES, 0).missing()).isEqualTo(1);
    assertThat(table.judge(TRACES, 0).passed()).isFalse();
  }

  @Test
  void noticesAMissingSpan() {
    deliver(t -> model.mustKeep(t) && t != keptTrace);
    for (int index = 0; index < 9; index++) {
      span(keptTrace, index);
    }

    assertThat(table.judge(TRACES, 0).partial()).isEqualTo(1);
    assertThat(table.judge(TRACES, 0).passed()).isFalse();
  }

  @Test
  void noticesADuplicate() {
    deliver(model::mustKeep);
    span(keptTrace, 4);

    assertThat(table.judge(TRACES, 0).duplicateSpans()).isEqualTo(1);
    assertThat(table.judge(TRACES, 0).passed()).isFalse();
  }

  @Test
  void countsATraceThatOnlyTheRateLimitCanHaveKept() {
    deliver(t -> model.mustKeep(t) || t == droppedTrace);

    assertThat(table.judge(TRACES, 10).passed()).isTrue();
    assertThat(table.judge(TRACES, 9).passed()).isFalse();
    assertThat(table.judge(TRACES, 9).extra()).isEqualTo(1);
  }

  @Test
  void noticesSpansThatWereNeverSent() {
    deliver(model::mustKeep);
    table.onSpan(1, 2, 3, 0, false);

    assertThat(table.judge(TRACES, 0).foreignSpans()).isEqualTo(1);
    assertThat(table.judge(TRACES, 0).passed()).isFalse();
  }

  @Test
  void noticesAnAlteredStatus() {
    deliver(t -> model.mustKeep(t) && t != keptTrace);
    long high = model.traceIdHigh(keptTrace);
    for (int index = 0; index < 10; index++) {
      boolean vip = isMarked(keptTrace, index, TraceKind.VIP);
      boolean error = isMarked(keptTrace, index, TraceKind.ERROR);
      table.onSpan(
          high, model.traceIdLow(high), model.spanId(keptTrace, index), error ? 0 : 2, vip);
    }

    assertThat(table.judge(TRACES, 0).alteredSpans()).isEqualTo(10);
    assertThat(table.judge(TRACES, 0).passed()).isFalse();
  }

  @Test
  void asksNothingOfBrokenTraces() {
    deliver(t -> model.mustKeep(t) && t != keptTrace);
    span(keptTrace, 0);
    table.broken(keptTrace);

    Verdict verdict = table.judge(TRACES, 0);

    assertThat(verdict.passed()).isTrue();
    assertThat(verdict.broken()).isEqualTo(1);
    assertThat(verdict.expected()).isEqualTo(expectedByHand() - 1);
  }

  private long expectedByHand() {
    long expected = 0;
    for (long trace = 0; trace < TRACES; trace++) {
      long high = model.traceIdHigh(trace);
      boolean share = TraceModel.isShare(high, model.traceIdLow(high));
      expected += share || model.kind(trace) != TraceKind.PLAIN ? 1 : 0;
    }
    return expected;
  }

  private void deliver(LongPredicate which) {
    for (long trace = 0; trace < TRACES; trace++) {
      if (which.test(trace)) {
        for (int index = 0; index < 10; index++) {
          span(trace, index);
        }
      }
    }
  }

  private void span(long trace, int index) {
    long high = model.traceIdHigh(trace);
    int code = isMarked(trace, index, TraceKind.ERROR) ? 2 : 0;
    boolean vip = isMarked(trace, index, TraceKind.VIP);
    table.onSpan(high, model.traceIdLow(high), model.spanId(trace, index), code, vip);
  }

  private boolean isMarked(long trace, int index, TraceKind kind) {
    return model.kind(trace) == kind && model.markedIndex(trace) == index;
  }
}
