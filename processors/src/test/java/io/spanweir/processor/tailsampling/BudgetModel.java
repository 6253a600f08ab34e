package io.spanweir.processor.tailsampling;

import io.spanweir.processor.tailsampling.PolicyModel.Drawn;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.TestSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the documentation says of policies with a budget, asked about one trace after the other.
 * What it doesn't say to the last byte or token, the model knows as an interval, and says when a
 * trace falls into it.
 */
final class BudgetModel {
  private static final double SECOND = 1e9;
  private static final double ROUNDING = 1e-3;

  /** A trace that is decided: what takes tokens, and when. */
  record Decided(List<TestSpan> spans, long bytesMin, long bytesMax, long nanos) {}

  /** Whether a policy keeps a trace. */
  interface Asked {
    boolean keeps(Decided trace);
  }

  /** A policy, and whether it has a budget. */
  record Ruled(PolicyConfig config, boolean drops, boolean limited, Asked asked) {}

  /** It depends on what the documentation leaves open. */
  static final class UnsureException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A bucket that is full at first, of which the lowest and the highest level are known. */
  private static final class Bucket {
    private final double rate;
    private final double burst;
    private double low;
    private double high;
    private long at = Long.MIN_VALUE;

    Bucket(double rate, double burst) {
      this.rate = rate;
      this.burst = burst;
      low = burst;
      high = burst;
    }

    /** Lets time pass. @return what had no room */
    double fill(long nanos) {
      double came = at == Long.MIN_VALUE ? 0 : rate * (nanos - at) / SECOND;
      at = nanos;
      double over = Math.max(0, low + came - burst);
      low = Math.min(burst, low + came);
      high = Math.min(burst, high + came);
      return over;
    }

    boolean take(double min, double max) {
      if (low >= max + ROUNDING) {
        low -= max;
        high -= min;
        return true;
      }
      if (high < min - ROUNDING) {
        return false;
      }
      throw new UnsureException();
    }
  }

  private final Rng rng;
  private final PolicyModel plain;
  private int names;

  BudgetModel(Rng rng) {
    this.rng = rng;
    plain = new PolicyModel(rng);
  }

  /** Some policies, at least one of them with a budget. */
  List<Ruled> policies() {
    List<Ruled> policies = new ArrayList<>();
    for (int i = rng.between(1, 3); i > 0; i--) {
      policies.add(limited());
    }
    for (int i = rng.below(3); i > 0; i--) {
      Drawn drawn = plain.one();
      policies.add(rng.below(policies.size() + 1), plain(drawn));
    }
    return policies;
  }

  private static Ruled plain(Drawn drawn) {
    return new Ruled(drawn.config(), drawn.drops(), false, t -> drawn.keeps().test(t.spans()));
  }

  private String name() {
    return "limited" + names++;
  }

  private Ruled limited() {
    return switch (rng.below(9)) {
      case 0, 1 -> rate();
      case 2, 3 -> bytes();
      case 4, 5 -> and();
      case 6 -> not();
      default -> composite();
    };
  }

  private static Ruled limited(PolicyConfig config, Asked asked) {
    return new Ruled(config, false, true, asked);
  }

  private Ruled rate() {
    long perSecond = rng.between(0, 25);
    long burst = rng.percent(50) ? 0 : rng.between(1, 30);
    Bucket bucket = new Bucket(perSecond, burst == 0 ? 2 * perSecond : burst);
    return limited(
        TestPolicies.rate(name(), perSecond, burst),
        t -> {
          bucket.fill(t.nanos());
          return bucket.take(t.spans().size(), t.spans().size());
        });
  }

  private Ruled bytes() {
    long perSecond = rng.between(1, 4_000);
    long burst = rng.percent(50) ? 0 : rng.between(1, 4_000);
    Bucket bucket = new Bucket(perSecond, burst == 0 ? 2 * perSecond : burst);
    return limited(
        TestPolicies.bytes(name(), perSecond, burst),
        t -> {
          bucket.fill(t.nanos());
          return bucket.take((double) t.bytesMin(), (double) t.bytesMax());
        });
  }

  /** The budget is touched only when all others agree. */
  private Ruled and() {
    Ruled budget = rng.percent(50) ? rate() : bytes();
    Drawn part = plain.keepingOne();
    PolicyConfig config =
        rng.percent(50)
            ? TestPolicies.and(name(), budget.config(), part.config())
            : TestPolicies.and(name(), part.config(), budget.config());
    return limited(config, t -> part.keeps().test(t.spans()) && budget.asked().keeps(t));
  }

  private Ruled not() {
    Ruled budget = rate();
    return limited(TestPolicies.not(name(), budget.config()), t -> !budget.asked().keeps(t));
  }

  /**
   * Sub-policies in {@code policy_order}, then the others; each has its share, and what others
   * leave when it is used up.
   */
  private Ruled composite() {
    List<Drawn> parts = new ArrayList<>();
    Map<String, Integer> percents = new TreeMap<>();
    List<Drawn> ordered = new ArrayList<>();
    for (int i = rng.between(1, 4); i > 0; i--) {
      Drawn part = plain.keepingOne();
      parts.add(part);
      if (rng.percent(70)) {
        percents.put(part.config().name(), rng.percent(20) ? 0 : rng.between(1, 60));
      }
      if (rng.percent(60)) {
        ordered.add(rng.below(ordered.size() + 1), part);
      }
    }
    List<String> order = ordered.stream().map(p -> p.config().name()).toList();
    parts.stream().filter(p -> !ordered.contains(p)).forEach(ordered::add);
    long perSecond = rng.between(0, 30);
    Shares shares = new Shares(perSecond, percents, ordered);
    return limited(
        TestPolicies.composite(
            name(),
            perSecond,
            order,
            percents,
            parts.stream().map(Drawn::config).toArray(PolicyConfig[]::new)),
        t -> {
          for (int i = 0; i < ordered.size(); i++) {
            if (ordered.get(i).keeps().test(t.spans()) && shares.take(i, t)) {
              return true;
            }
          }
          return false;
        });
  }

  /** A budget in shares, and what nobody uses of it. */
  private static final class Shares {
    private final List<Bucket> own = new ArrayList<>();
    private final Bucket left;
    private final double total;

    Shares(long perSecond, Map<String, Integer> percents, List<Drawn> ordered) {
      List<Double> shares = new ArrayList<>();
      for (Drawn part : ordered) {
        int percent = percents.getOrDefault(part.config().name(), 0);
        shares.add(percent == 0 ? 1.0 / ordered.size() : percent / 100.0);
      }
      double sum = shares.stream().mapToDouble(s -> s).sum();
      for (double share : shares) {
        double rate = perSecond * share / Math.max(1, sum);
        own.add(new Bucket(rate, rate));
      }
      double unclaimed = perSecond * Math.max(0, 1 - sum);
      left = new Bucket(unclaimed, unclaimed);
      total = perSecond;
    }

    boolean take(int share, Decided trace) {
      double over = 0;
      for (Bucket bucket : own) {
        over += bucket.fill(trace.nanos());
      }
      double came = left.at == Long.MIN_VALUE ? 0 : left.rate * (trace.nanos() - left.at) / SECOND;
      left.at = trace.nanos();
      left.low = Math.min(total, left.low + came + over);
      int count = trace.spans().size();
      Bucket mine = own.get(share);
      double lacks = mine.low + left.low - count;
      if (Math.abs(lacks) < ROUNDING) {
        throw new UnsureException();
      }
      if (lacks < 0) {
        return false;
      }
      double taken = Math.min(mine.low, count);
      mine.low -= taken;
      mine.high = mine.low;
      left.low -= count - taken;
      return true;
    }
  }

  /**
   * Whether policies together keep a trace. None that drops may drop it; one that has no budget
   * keeps it, or else one that has, in their order; or, with first match, whichever is first.
   */
  static boolean keeps(List<Ruled> policies, boolean firstMatch, Decided trace) {
    if (policies.stream().anyMatch(p -> p.drops() && p.asked().keeps(trace))) {
      return false;
    }
    for (Ruled policy : policies) {
      if (!policy.drops() && (firstMatch || !policy.limited()) && policy.asked().keeps(trace)) {
        return true;
      }
    }
    if (!firstMatch) {
      for (Ruled policy : policies) {
        if (policy.limited() && policy.asked().keeps(trace)) {
          return true;
        }
      }
    }
    return false;
  }
}
