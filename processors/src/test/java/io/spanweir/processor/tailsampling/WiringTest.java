package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.SimLoops.Wiring;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TraceGen;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However many shards there are and whoever runs them, the same traces come out. */
class WiringTest {
  private static boolean wanted(List<TestSpan> trace) {
    long start = trace.stream().mapToLong(TestSpan::startNanos).min().orElseThrow();
    long end = trace.stream().mapToLong(TestSpan::endNanos).max().orElseThrow();
    return end - start > 500_000_000L
        || trace.stream()
            .anyMatch(
                span ->
                    span.status() == TestSpan.STATUS_ERROR
                        || "ada".equals(span.attributes().get("user.id"))
                        || Long.valueOf(3).equals(span.attributes().get("user.id"))
                        || "payment".equals(span.service()));
  }

  private static Configs policies() {
    return Configs.of(
        TestPolicies.status("errors", "ERROR"),
        TestPolicies.latency("slow", 500),
        TestPolicies.attribute("users", "user.id", "ada", "3"),
        TestPolicies.attribute("services", "service.name", "payment"));
  }

  @ParameterizedTest
  @EnumSource(Wiring.class)
  void theRightTracesComeOutWhole(Wiring wiring) {
    Seed.each(
        12,
        seed -> {
          Sampler sampler = new Sampler(policies(), seed, 1 + (int) (seed % 5), wiring, 64L << 20);
          Rng rng = new Rng(seed);
          TraceGen gen = new TraceGen(rng.split(), TraceGen.Shape.PLAIN);
          Set<SentSpan> expected = new HashSet<>();
          long spans = 0;
          for (int i = 0; i < 100; i++) {
            List<TestSpan> trace = gen.trace();
            spans += trace.size();
            boolean wanted = wanted(trace);
            for (TestRequest request : gen.requests(trace, 4)) {
              if (wanted) {
                expected.addAll(request.sent(sampler.process.pools()));
              }
              sampler.give(request.spans());
            }
            sampler.pass(rng.between(0L, SECOND / 100));
          }
          sampler.pass(3 * SECOND);
          assertThat(sampler.next.spans()).hasSize(expected.size());
          assertThat(new HashSet<>(sampler.next.spans())).isEqualTo(expected);
          assertThat(sampler.spans(Term.RECEIVED)).isEqualTo(spans);
          assertThat(sampler.traces(Term.RECEIVED)).isEqualTo(100);
          sampler.assertEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource(Wiring.class)
  void oneRequestOfManyTracesReachesEveryShard(Wiring wiring) {
    Sampler sampler = new Sampler(Configs.keepingAll(), 9, 4, wiring, 64L << 20);
    TraceGen gen = new TraceGen(4);
    for (int i = 0; i < 20; i++) {
      List<TestSpan> spans = gen.trace(1);
      for (int t = 0; t < 30; t++) {
        spans.addAll(gen.trace());
      }
      sampler.give(spans);
    }
    sampler.pass(4 * SECOND);
    assertThat(sampler.out()).hasSize((int) sampler.spans(Term.RECEIVED)).doesNotHaveDuplicates();
    sampler.assertEmpty();
  }
}
