package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of policies that the documentation of the Collector's processor has, as a file has
 * them: each loads, and keeps the traces that the documentation says it keeps.
 */
class DocumentedPoliciesTest {
  private static final long MILLI = 1_000_000L;

  /** A trace of some spans; which one is told by its place among the others of the example. */
  private record Trace(boolean kept, List<TestSpan> spans) {}

  private static Trace kept(TestSpan... spans) {
    return new Trace(true, List.of(spans));
  }

  private static Trace dropped(TestSpan... spans) {
    return new Trace(false, List.of(spans));
  }

  private static Arguments example(String policy, Trace... traces) {
    return Arguments.of(policy.strip(), List.of(traces));
  }

  private static TestSpan span() {
    return TestSpan.of(1, 1, 1);
  }

  private static TestSpan with(String key, Object value) {
    return span().withAttributes(Map.of(key, value));
  }

  private static TestSpan with(String key, Object value, String other, Object otherValue) {
    return span().withAttributes(Map.of(key, value, other, otherValue));
  }

  private static TestSpan lasting(long millis) {
    TestSpan span = span();
    return span.withTimes(span.startNanos(), span.startNanos() + millis * MILLI);
  }

  private static TestSpan state(String traceState) {
    return span().withRest(traceState, 0);
  }

  private static TestSpan[] spans(int count) {
    return LongStream.rangeClosed(1, count).mapToObj(i -> span()).toArray(TestSpan[]::new);
  }

  static List<Arguments> lookingAtTimesAndCodes() {
    return List.of(
        example("{name: p1, type: always_sample}", kept(span())),
        example(
            "{name: p2, type: latency, latency: {threshold_ms: 5000}}",
            kept(lasting(5001)),
            dropped(lasting(5000)),
            dropped(lasting(4000), lasting(1))),
        example(
            "{name: p2, type: latency, latency: {threshold_ms: 5000, upper_threshold_ms: 10000}}",
            kept(lasting(10_000)),
            kept(lasting(1), lasting(6000)),
            dropped(lasting(5000)),
            dropped(lasting(6000), lasting(10_001))),
        example(
            "{name: p5, type: status_code, status_code: {status_codes: [ERROR, UNSET]}}",
            kept(span().withStatus(TestSpan.STATUS_ERROR)),
            kept(span().withStatus(TestSpan.STATUS_OK), span()),
            dropped(span().withStatus(TestSpan.STATUS_OK))),
        example(
            "{name: p10, type: span_count, span_count: {min_spans: 2, max_spans: 20}}",
            kept(spans(2)),
            kept(spans(20)),
            dropped(spans(1)),
            dropped(spans(21))),
        example(
            "{name: p11, type: trace_state, trace_state: {key: key3, values: [value1, value2]}}",
            kept(state("key3=value1")),
            kept(span(), state("other=1,key3=value2")),
            dropped(state("key3=value3")),
            dropped(state("key4=value1")),
            dropped(span())),
        example(
            "{name: p13, type: trace_flags}",
            kept(span().withRest("", 1)),
            dropped(span().withRest("", 0)),
            dropped(span().withRest("", 0x100))));
  }

  static List<Arguments> lookingAtAttributes() {
    return List.of(
        example(
            "{name: p3, type: numeric_attribute, numeric_attribute: {key: key1, min_value: 50, max_value: 100}}",
            kept(with("key1", 50L)),
            kept(with("key1", 100L)),
            dropped(with("key1", 49L)),
            dropped(with("key1", 101L), span()),
            dropped(with("key2", 75L))),
        example(
            "{name: p6, type: string_attribute, string_attribute: {key: key2, values: [value1, value2]}}",
            kept(with("key2", "value1")),
            kept(span(), with("key2", "value2")),
            dropped(with("key2", "value12")),
            dropped(with("key1", "value1")),
            dropped(with("key2", "VALUE1"))),
        example(
            "{name: r, type: string_attribute, string_attribute: {key: service.name, values: [payment]}}",
            kept(span().withService("payment", "scope")),
            dropped(span().withService("shop", "scope"))),
        example(
            "{name: p7, type: string_attribute, string_attribute: {key: key2, values: [value1, val*], enabled_regex_matching: true, cache_max_size: 10}}",
            kept(with("key2", "value1")),
            kept(with("key2", "xva")),
            kept(with("key2", "vallll")),
            dropped(with("key2", "other"))),
        example(
            "{name: p9, type: string_attribute, string_attribute: {key: url.path, values: [\\/health, \\/metrics], enabled_regex_matching: true, invert_match: true}}",
            kept(with("url.path", "/orders")),
            kept(span()),
            dropped(with("url.path", "/health")),
            dropped(with("url.path", "/orders"), with("url.path", "/v1/metrics"))),
        example(
            "{name: p12, type: boolean_attribute, boolean_attribute: {key: key4, value: true}}",
            kept(with("key4", true)),
            dropped(with("key4", false)),
            dropped(with("key4", "true")),
            dropped(span())));
  }

  static List<Arguments> madeOfOthers() {
    return List.of(
        example(
            """
            name: and-policy-1
            type: and
            and:
              and_sub_policy:
                - {name: a1, type: numeric_attribute, numeric_attribute: {key: key1, min_value: 50, max_value: 100}}
                - {name: a2, type: string_attribute, string_attribute: {key: key2, values: [value1, value2]}}
            """,
            kept(with("key1", 60L, "key2", "value1")),
            kept(with("key1", 60L), with("key2", "value2")),
            dropped(with("key1", 60L, "key2", "value3")),
            dropped(with("key2", "value2"))),
        example(
            """
            name: not-policy-1
            type: not
            not:
              not_sub_policy: {name: n1, type: latency, latency: {threshold_ms: 100}}
            """,
            kept(lasting(100)),
            dropped(lasting(101))),
        example(
            """
            name: drop-policy-1
            type: drop
            drop:
              drop_sub_policy:
                - {name: d1, type: string_attribute, string_attribute: {key: url.path, values: [\\/health, \\/metrics], enabled_regex_matching: true}}
            """,
            dropped(with("url.path", "/health")),
            dropped(span())),
        example(
            """
            - {name: anything, type: always_sample}
            - name: drop-policy-1
              type: drop
              drop:
                drop_sub_policy:
                  - {name: d1, type: string_attribute, string_attribute: {key: url.path, values: [\\/health, \\/metrics], enabled_regex_matching: true}}
                  - {name: d2, type: status_code, status_code: {status_codes: [OK]}}
            """,
            dropped(with("url.path", "/health").withStatus(TestSpan.STATUS_OK)),
            kept(with("url.path", "/health")),
            kept(span())));
  }

  /** Budgets are full at first, and fill a little while the traces of an example come. */
  static List<Arguments> withBudgets() {
    return List.of(
        example(
            "{name: p8, type: rate_limiting, rate_limiting: {spans_per_second: 35}}",
            kept(spans(60)),
            dropped(spans(11)),
            kept(spans(10)),
            dropped(spans(10))),
        example(
            "{name: p8, type: rate_limiting, rate_limiting: {spans_per_second: 35, burst_capacity: 40}}",
            dropped(spans(41)),
            kept(spans(40)),
            dropped(spans(1))),
        example(
            "{name: p14, type: bytes_limiting, bytes_limiting: {bytes_per_second: 1048576, burst_capacity: 2097152}}",
            kept(with("filler", "x".repeat(1 << 20))),
            kept(with("filler", "x".repeat(1_000_000))),
            dropped(with("filler", "x".repeat(100_000))),
            kept(span())),
        example(
            """
            name: composite-policy-1
            type: composite
            composite:
              max_total_spans_per_second: 1000
              policy_order: [c1, c2, c3]
              composite_sub_policy:
                - {name: c1, type: numeric_attribute, numeric_attribute: {key: key1, min_value: 50, max_value: 100}}
                - {name: c2, type: string_attribute, string_attribute: {key: key2, values: [value1, value2]}}
                - {name: c3, type: always_sample}
              rate_allocation:
                - {policy: c1, percent: 50}
                - {policy: c2, percent: 25}
                - {policy: c3, percent: 25}
            """,
            kept(spans(200)),
            kept(spans(50)),
            dropped(spans(100)),
            kept(with("key1", 60L)),
            kept(with("key2", "value1"))));
  }

  /**
   * The share of the documentation, over many ids: which ones is {@code ProbabilisticPolicyTest}'s.
   */
  static List<Arguments> drawnByLot() {
    return List.of(
        example(
            "{name: none, type: probabilistic, probabilistic: {sampling_percentage: 0}}",
            dropped(span())),
        example(
            "{name: all, type: probabilistic, probabilistic: {sampling_percentage: 100}}",
            kept(span())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "lookingAtTimesAndCodes",
    "lookingAtAttributes",
    "madeOfOthers",
    "withBudgets",
    "drawnByLot"
  })
  void loadsAndDecidesAsDocumented(String policy, List<Trace> traces) {
    Set<Long> wanted = new TreeSet<>();
    List<List<TestSpan>> given = new ArrayList<>();
    for (int i = 0; i < traces.size(); i++) {
      long id = i + 1;
      Trace trace = traces.get(i);
      if (trace.kept()) {
        wanted.add(id);
      }
      given.add(numbered(trace.spans(), id));
    }
    assertThat(ConfiguredSampler.of(policy).keeps(given)).isEqualTo(wanted);
  }

  private static List<TestSpan> numbered(List<TestSpan> spans, long trace) {
    List<TestSpan> numbered = new ArrayList<>();
    for (TestSpan span : spans) {
      TestSpan of = TestSpan.of(1, trace, numbered.size() + 1);
      numbered.add(
          of.withTimes(span.startNanos(), span.endNanos())
              .withStatus(span.status())
              .withService(span.service(), span.scope())
              .withAttributes(span.attributes())
              .withRest(span.rest().traceState(), span.rest().flags()));
    }
    return numbered;
  }
}
