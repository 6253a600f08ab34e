package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.MILLI;
import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.processor.tailsampling.BudgetModel.Decided;
import io.spanweir.processor.tailsampling.BudgetModel.Ruled;
import io.spanweir.processor.tailsampling.BudgetModel.UnsureException;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Budgets among other policies are spent as a plain model of the documentation spends them: traces
 * are decided in the order of their first spans, the rest of each comes in requests after that, and
 * what comes later than the decision follows it and costs nothing. As many rounds as {@code
 * -Dspanweir.rounds} says.
 */
class BudgetDifferentialTest {
  private static final int TRACES = 60;
  private static final long WAIT = 2 * SECOND;
  private static final long TICK = WAIT / 100;

  /** What a span takes in the buffer besides its bytes, at most. */
  private static final int SPAN_OVERHEAD_MAX = 24;

  /** A trace as it is given, span by span. */
  private record Trace(long id, List<TestSpan> spans, long firstNanos) {
    /**
     * When it is decided: at the first tick since the start that is not before its wait is over.
     */
    long decidedNanos(long startNanos) {
      return startNanos - Math.floorDiv(startNanos - firstNanos - WAIT, TICK) * TICK;
    }
  }

  @Test
  void spendsWhatTheDocumentationSays() {
    int[] seen = new int[3];
    Seed.each(
        Integer.getInteger("spanweir.rounds", 150),
        seed -> {
          Rng rng = new Rng(seed);
          BudgetModel model = new BudgetModel(rng);
          List<Ruled> policies = model.policies();
          boolean firstMatch = rng.percent(30);
          PolicyConfig[] list = policies.stream().map(Ruled::config).toArray(PolicyConfig[]::new);
          Configs configs = Configs.of(list);
          Sampler sampler = Sampler.of(firstMatch ? configs.firstMatch() : configs);
          long start = sampler.now();
          List<Trace> traces = give(rng, sampler);
          Set<Long> expected = new TreeSet<>();
          int sure = expect(policies, firstMatch, traces, start, sampler, expected);
          assertThat(upTo(sure, sampler.tracesOut()))
              .as("%s of the first %s traces, first match %s", List.of(list), sure, firstMatch)
              .isEqualTo(expected);
          seen[0] += expected.size();
          seen[1] += sure;
          seen[2] += TRACES;
          whole(traces, sampler);
          sampler.assertEmpty();
          sampler.shutDown(SECOND);
        });
    assertThat(seen[0]).as("kept of %s", seen[1]).isBetween(seen[1] / 5, seen[1] * 9 / 10);
    assertThat(seen[1]).as("sure of %s", seen[2]).isGreaterThan(seen[2] * 2 / 3);
  }

  private static Set<Long> upTo(long last, Set<Long> ids) {
    Set<Long> few = new TreeSet<>(ids);
    few.removeIf(id -> id > last);
    return few;
  }

  /** Gives all traces, each in several requests, and late spans. */
  private static List<Trace> give(Rng rng, Sampler sampler) {
    PolicyModel plain = new PolicyModel(rng);
    List<Trace> traces = new ArrayList<>();
    List<TestSpan> pending = new ArrayList<>();
    while (traces.size() < TRACES) {
      long id = traces.size() + 1;
      List<TestSpan> spans = plain.trace(id);
      traces.add(new Trace(id, new ArrayList<>(spans), sampler.now()));
      List<TestSpan> request = new ArrayList<>(spans.subList(0, 1));
      pending.addAll(spans.subList(1, spans.size()));
      while (!pending.isEmpty() && rng.percent(70)) {
        request.add(pending.remove(rng.below(pending.size())));
      }
      Trace old = traces.get(rng.below(traces.size()));
      if (old.firstNanos() + WAIT + SECOND < sampler.now()) {
        request.add(TestSpan.of(7, old.id(), 99 + id).withStatus(TestSpan.STATUS_ERROR));
      }
      sampler.give(request);
      if (id % 5 == 0 && !pending.isEmpty()) {
        sampler.give(pending);
        pending.clear();
      }
      sampler.pass(rng.between(2, 12) * 10 * MILLI);
    }
    if (!pending.isEmpty()) {
      sampler.give(pending);
    }
    sampler.pass(3 * SECOND);
    return traces;
  }

  /**
   * @return how many of the traces the model is sure of
   */
  private static int expect(
      List<Ruled> policies,
      boolean firstMatch,
      List<Trace> traces,
      long start,
      Sampler sampler,
      Set<Long> expected) {
    int sure = 0;
    for (Trace trace : traces) {
      long bytes = bytes(trace.spans(), sampler);
      long most = bytes + (long) trace.spans().size() * SPAN_OVERHEAD_MAX;
      try {
        Decided decided = new Decided(trace.spans(), bytes, most, trace.decidedNanos(start));
        if (BudgetModel.keeps(policies, firstMatch, decided)) {
          expected.add(trace.id());
        }
        sure++;
      } catch (UnsureException open) {
        break;
      }
    }
    return sure;
  }

  private static long bytes(List<TestSpan> spans, Sampler sampler) {
    var batch = TestRequest.of(spans).batch(sampler.process.pools());
    long bytes = batch.spanBytes();
    batch.release();
    return bytes;
  }

  /** Of each trace that came out, everything that came before its decision did, once. */
  private static void whole(List<Trace> traces, Sampler sampler) {
    List<String> out = sampler.out();
    assertThat(out).doesNotHaveDuplicates();
    for (Trace trace : traces) {
      if (sampler.tracesOut().contains(trace.id())) {
        assertThat(out).containsAll(trace.spans().stream().map(TestSpan::key).toList());
      }
    }
  }
}
