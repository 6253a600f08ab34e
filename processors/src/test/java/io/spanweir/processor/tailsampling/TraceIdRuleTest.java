package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.Term;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestSpan;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hops that cut ids to 64 bits split a trace, unless ids are lenient. */
class TraceIdRuleTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int ERROR = 2;

  private static Sampler sampler(TraceIdRule rule, Wiring wiring) {
    Configs config = Configs.keepingErrors().wait(Duration.ofSeconds(5)).traceId(rule);
    return new Sampler(config, 5, 3, wiring, 256L << 20);
  }

  private static void giveTraces(Sampler sampler) {
    for (long trace = 1; trace <= 100; trace++) {
      sampler.give(TestSpan.of(trace * 77, trace, 1));
      sampler.give(TestSpan.of(0, trace, 2).withStatus(ERROR));
    }
    sampler.pass(10 * SECOND);
    for (long trace = 1; trace <= 100; trace++) {
      sampler.give(TestSpan.of(trace * 77, trace, 3));
    }
    sampler.pass(10 * SECOND);
  }

  @ParameterizedTest
  @EnumSource(Wiring.class)
  void strictTracesAreSplitByAHopThatCutsIds(Wiring wiring) {
    Sampler sampler = sampler(TraceIdRule.STRICT, wiring);
    giveTraces(sampler);
    assertThat(sampler.out()).hasSize(100);
    assertThat(sampler.spans(Term.DROPPED)).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Wiring.class)
  void lenientOnesStayWholeAndLateSpansFollow(Wiring wiring) {
    Sampler sampler = sampler(TraceIdRule.LENIENT, wiring);
    giveTraces(sampler);
    assertThat(sampler.out()).hasSize(300);
    assertThat(sampler.spans(Term.DROPPED)).isZero();
    sampler.shutDown(5 * SECOND);
    sampler.assertEmpty();
  }
}
