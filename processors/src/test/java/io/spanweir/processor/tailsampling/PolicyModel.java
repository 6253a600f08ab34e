package io.spanweir.processor.tailsampling;

import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.ShareOracle;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the documentation says of policies, as plainly as it can be written: over the list of the
 * spans of a trace, with objects, without bits. Draws random policies, each with its meaning.
 */
final class PolicyModel {
  private static final List<String> KEYS = List.of("user.id", "tier", "n", "error");
  private static final List<String> TEXTS = List.of("ada", "42", "true", "false", "500", "vip");
  private static final long MILLI = 1_000_000L;

  /** Whether a policy keeps a trace; of a drop policy, whether it drops it. */
  record Drawn(PolicyConfig config, boolean drops, Predicate<List<TestSpan>> keeps) {}

  private final Rng rng;
  private int names;

  PolicyModel(Rng rng) {
    this.rng = rng;
  }

  /** Whether policies together keep a trace: dropped by none, and kept by one. */
  static boolean keeps(List<Drawn> policies, List<TestSpan> trace) {
    return policies.stream().noneMatch(p -> p.drops() && p.keeps().test(trace))
        && policies.stream().anyMatch(p -> !p.drops() && p.keeps().test(trace));
  }

  List<Drawn> policies() {
    List<Drawn> policies = new ArrayList<>();
    for (int i = rng.between(1, rng.percent(5) ? 90 : 4); i > 0; i--) {
      policies.add(one());
    }
    return policies;
  }

  /** A policy without a budget, which keeps or drops. */
  Drawn one() {
    return rng.percent(15) ? drop() : policy(2);
  }

  /** A policy without a budget, which keeps, and may stand inside another one. */
  Drawn keepingOne() {
    return policy(1);
  }

  private String name() {
    return "p" + names++;
  }

  private Drawn drop() {
    List<Drawn> parts = parts(1);
    PolicyConfig config = TestPolicies.drop(name(), configs(parts));
    return new Drawn(config, true, t -> parts.stream().allMatch(p -> p.keeps().test(t)));
  }

  private List<Drawn> parts(int depth) {
    return Stream.generate(() -> policy(depth)).limit(rng.between(1, 3)).toList();
  }

  private static PolicyConfig[] configs(List<Drawn> parts) {
    return parts.stream().map(Drawn::config).toArray(PolicyConfig[]::new);
  }

  private static Drawn keeping(PolicyConfig config, Predicate<List<TestSpan>> keeps) {
    return new Drawn(config, false, keeps);
  }

  private static Predicate<List<TestSpan>> some(Predicate<TestSpan> asked) {
    return trace -> trace.stream().anyMatch(asked);
  }

  /**
   * @param depth how deep policies may stand inside of it
   */
  private Drawn policy(int depth) {
    return switch (rng.below(depth > 0 ? 15 : 13)) {
      case 0 -> status();
      case 1 -> latency();
      case 2 -> texts();
      case 3 -> expressions();
      case 4 -> numbers();
      case 5 -> truth();
      case 6 -> count();
      case 7 -> state();
      case 8 -> keeping(TestPolicies.traceFlags(name()), some(s -> (s.rest().flags() & 1) == 1));
      case 9 -> errors();
      case 10 ->
          keeping(
              TestPolicies.debugFlag(name()),
              some(s -> List.of("true", "1").contains(text(s.attributes().get("zipkin.debug")))));
      case 11 -> share();
      case 12 -> rng.percent(10) ? keeping(TestPolicies.always(name()), t -> true) : texts();
      case 13 -> and(depth - 1);
      default -> not(policy(depth - 1));
    };
  }

  private Drawn and(int depth) {
    List<Drawn> parts = parts(depth);
    return keeping(
        TestPolicies.and(name(), configs(parts)),
        t -> parts.stream().allMatch(p -> p.keeps().test(t)));
  }

  private Drawn not(Drawn part) {
    return keeping(TestPolicies.not(name(), part.config()), t -> !part.keeps().test(t));
  }

  private Drawn status() {
    int code = rng.below(3);
    String word = List.of("UNSET", "OK", "ERROR").get(code);
    return keeping(TestPolicies.status(name(), word), some(s -> s.status() == code));
  }

  private Drawn latency() {
    long above = rng.below(8);
    long upTo = rng.percent(50) ? 0 : above + rng.between(1, 5);
    return keeping(
        TestPolicies.latency(name(), above, upTo),
        t -> {
          long start = t.stream().mapToLong(TestSpan::startNanos).min().orElseThrow();
          long end = t.stream().mapToLong(TestSpan::endNanos).max().orElseThrow();
          return end - start > above * MILLI && (upTo == 0 || end - start <= upTo * MILLI);
        });
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }

  private Predicate<List<TestSpan>> attribute(
      String key, BiPredicate<String, Object> asked, boolean invert) {
    Predicate<List<TestSpan>> any =
        some(
            s -> {
              Object value = s.attributes().get(key);
              return value != null && asked.test(text(value), value);
            });
    return invert ? any.negate() : any;
  }

  private Drawn texts() {
    if (rng.percent(20)) {
      String service = rng.pick(List.of("shop", "payment"));
      return keeping(
          TestPolicies.attribute(name(), "service.name", service),
          some(s -> s.service().equals(service)));
    }
    String key = rng.pick(KEYS);
    List<String> values = List.of(rng.pick(TEXTS), rng.pick(TEXTS), "");
    String[] asked = values.toArray(String[]::new);
    boolean invert = rng.percent(30);
    return keeping(
        invert
            ? TestPolicies.without(name(), key, asked)
            : TestPolicies.attribute(name(), key, asked),
        attribute(key, (text, value) -> !text.isEmpty() && values.contains(text), invert));
  }

  private Drawn expressions() {
    String key = rng.pick(KEYS);
    String expression =
        rng.pick(List.of("a", "^[0-9]+$", "(?i)VIP|ada$", "e{1,2}$", "^$", "[^a-z]"));
    boolean invert = rng.percent(30);
    Pattern pattern = Pattern.compile(expression);
    return keeping(
        invert
            ? TestPolicies.withoutMatch(name(), key, expression)
            : TestPolicies.matching(name(), key, expression),
        attribute(key, (text, v) -> !text.isEmpty() && pattern.matcher(text).find(), invert));
  }

  private Drawn numbers() {
    String key = rng.pick(KEYS);
    Long min = rng.percent(70) ? (Long) (long) rng.between(-3, 42) : null;
    Long max = min == null || rng.percent(50) ? (Long) (long) rng.between(42, 600) : null;
    boolean invert = rng.percent(30);
    return keeping(
        TestPolicies.number(name(), key, min, max, invert),
        attribute(
            key,
            (text, value) ->
                value instanceof Number number
                    && (min == null || number.doubleValue() >= min)
                    && (max == null || number.doubleValue() <= max),
            invert));
  }

  private Drawn truth() {
    String key = rng.pick(KEYS);
    boolean wanted = rng.percent(50);
    boolean invert = rng.percent(30);
    return keeping(
        TestPolicies.truth(name(), key, wanted, invert),
        attribute(key, (text, value) -> Objects.equals(value, wanted), invert));
  }

  private Drawn count() {
    int min = rng.below(5);
    int max = rng.percent(50) ? 0 : min + rng.below(3);
    return keeping(
        TestPolicies.spanCount(name(), min, max),
        t -> t.size() >= min && (max == 0 || t.size() <= max));
  }

  private Drawn state() {
    String value = rng.pick(List.of("1", "2"));
    return keeping(
        TestPolicies.traceState(name(), "v", value),
        some(s -> List.of(s.rest().traceState().split(",")).contains("v=" + value)));
  }

  private Drawn share() {
    String salt = rng.pick(List.of("default-hash-seed", "tier-2", "é", ""));
    double percent = rng.pick(List.of(0.0, 0.5, 12.5, 33.3333, 50.0, 99.9, 100.0, 250.0));
    String hashed = salt.isEmpty() ? "default-hash-seed" : salt;
    return keeping(
        TestPolicies.share(name(), salt, percent),
        t -> {
          TestSpan any = t.get(0);
          return percent > 0
              && (percent >= 100
                  || ShareOracle.keeps(hashed, percent, any.traceIdHigh(), any.traceIdLow()));
        });
  }

  private Drawn errors() {
    return keeping(
        TestPolicies.errorSignals(name()),
        some(
            s ->
                s.status() == TestSpan.STATUS_ERROR
                    || s.rest().events().contains("exception")
                    || (s.attributes().containsKey("error")
                        && !text(s.attributes().get("error")).equals("false"))));
  }

  /** A trace of some spans, of every type of attribute, with and without everything else. */
  List<TestSpan> trace(long id) {
    List<TestSpan> spans = new ArrayList<>();
    long start = PolicyContract.START;
    for (int i = rng.between(1, 5); i > 0; i--) {
      long at = start + rng.below(5) * MILLI;
      spans.add(dress(TestSpan.of(7, id, i).withTimes(at, at + rng.below(6) * MILLI)));
    }
    return spans;
  }

  private TestSpan dress(TestSpan plain) {
    TestSpan span = plain.withStatus(rng.percent(70) ? 0 : rng.below(3));
    if (rng.percent(30)) {
      span = span.withService("payment", "jdbc");
    }
    Map<String, Object> attributes = new HashMap<>();
    for (String key : KEYS) {
      if (rng.percent(25)) {
        attributes.put(key, value());
      }
    }
    if (rng.percent(5)) {
      attributes.put("zipkin.debug", rng.pick(List.<Object>of(true, "true", 1L, false, "no")));
    }
    return span.withAttributes(attributes)
        .withRest(
            rng.percent(20) ? rng.pick(List.of("v=1", "w=1,v=2", "v=1,v=2", "vv=1")) : "",
            rng.below(4),
            rng.percent(10) ? rng.pick(List.of("exception", "retry")) : "note");
  }

  private Object value() {
    return switch (rng.below(5)) {
      case 0 -> (long) rng.pick(List.of(0, 1, 42, -3, 500));
      case 1 -> rng.pick(List.of(0.5, 42.25, -1.5));
      case 2 -> rng.percent(50);
      default -> rng.percent(10) ? "" : rng.pick(TEXTS);
    };
  }
}
