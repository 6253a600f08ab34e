package io.spanweir.simulation;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.processor.tailsampling.policy.PolicyConfig;
import io.spanweir.processor.tailsampling.policy.PolicySpec;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A policy as its documentation has it, in the plainest form: looks at all spans of a trace at
 * once. The oracle of the real ones, which fold bits as spans come.
 */
interface ModelPolicy {
  /** What a policy may say of a trace; {@code MAYBE} where it depends on what others used up. */
  enum Verdict {
    YES,
    NO,
    MAYBE
  }

  Verdict judge(TraceFacts trace);

  /** Whether it uses up a budget, so that it is asked last. */
  default boolean limited() {
    return false;
  }

  /** Whether it takes traces out whatever the others say. */
  default boolean drops() {
    return false;
  }

  PolicySpec spec();

  /** A policy with its name. */
  record Named(String name, ModelPolicy policy) {
    PolicyConfig config() {
      return new PolicyConfig(name, policy.spec());
    }
  }

  /**
   * Makes the configuration record of a policy type, as the binding of a file does: its first parts
   * as given, the others as they are by default.
   */
  static PolicySpec spec(String type, Object... values) {
    PolicySpec defaults = PolicySpec.variants().defaults().get(type);
    if (defaults == null) {
      throw new IllegalStateException("no policy of type " + type);
    }
    RecordComponent[] parts = defaults.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[parts.length];
    Object[] all = Arrays.copyOf(values, parts.length);
    try {
      for (int i = 0; i < parts.length; i++) {
        types[i] = parts[i].getType();
        if (i >= values.length) {
          parts[i].getAccessor().setAccessible(true);
          all[i] = parts[i].getAccessor().invoke(defaults);
        }
      }
      Constructor<?> constructor = defaults.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (PolicySpec) constructor.newInstance(all);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("policy " + type + " has another configuration", e);
    }
  }

  record Always() implements ModelPolicy {
    @Override
    public Verdict judge(TraceFacts trace) {
      return Verdict.YES;
    }

    @Override
    public PolicySpec spec() {
      return ModelPolicy.spec("always_sample");
    }
  }

  record Latency(long aboveMillis, long upToMillis) implements ModelPolicy {
    @Override
    public Verdict judge(TraceFacts trace) {
      long nanos = trace.durationNanos();
      boolean above = nanos > aboveMillis * 1_000_000L;
      boolean upTo = upToMillis == 0 || nanos <= upToMillis * 1_000_000L;
      return above && upTo ? Verdict.YES : Verdict.NO;
    }

    @Override
    public PolicySpec spec() {
      return ModelPolicy.spec("latency", aboveMillis, upToMillis);
    }
  }

  record Status(int code) implements ModelPolicy {
    private static final List<String> NAMES = List.of("UNSET", "OK", "ERROR");

    @Override
    public Verdict judge(TraceFacts trace) {
      return trace.anyStatus(code) ? Verdict.YES : Verdict.NO;
    }

    @Override
    public PolicySpec spec() {
      for (Class<?> inner : statusClass().getEnclosingClass().getDeclaredClasses()) {
        if (inner.isEnum()) {
          for (Object constant : inner.getEnumConstants()) {
            if (constant.toString().equals(NAMES.get(code))) {
              return ModelPolicy.spec("status_code", List.of(constant));
            }
          }
        }
      }
      throw new IllegalStateException("no code " + NAMES.get(code));
    }

    private static Class<?> statusClass() {
      PolicySpec defaults = PolicySpec.variants().defaults().get("status_code");
      if (defaults == null) {
        throw new IllegalStateException("no policy of type status_code");
      }
      return defaults.getClass();
    }
  }

  record Attribute(String key, List<String> values) implements ModelPolicy {
    @Override
    public Verdict judge(TraceFacts trace) {
      return values.stream().anyMatch(value -> trace.anyAttribute(key, value))
          ? Verdict.YES
          : Verdict.NO;
    }

    @Override
    public PolicySpec spec() {
      return ModelPolicy.spec("string_attribute", key, values);
    }
  }

  record Share(String salt, double percent) implements ModelPolicy {
    private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger PRIME = new BigInteger("100000001b3", 16);
    private static final BigInteger BASIS = new BigInteger("cbf29ce484222325", 16);

    @Override
    public Verdict judge(TraceFacts trace) {
      if (percent <= 0) {
        return Verdict.NO;
      }
      BigInteger hash = BASIS;
      for (byte b : salt.getBytes(StandardCharsets.UTF_8)) {
        hash = hash.xor(BigInteger.valueOf(b & 0xff)).multiply(PRIME).mod(WORD);
      }
      for (int shift = 120; shift >= 0; shift -= 8) {
        long half = shift >= 64 ? trace.idHigh() : trace.idLow();
        hash = hash.xor(BigInteger.valueOf(half >>> (shift & 63) & 0xff)).multiply(PRIME).mod(WORD);
      }
      BigDecimal bound = new BigDecimal(WORD).multiply(new BigDecimal(percent / 100));
      return new BigDecimal(hash).compareTo(bound) <= 0 ? Verdict.YES : Verdict.NO;
    }

    @Override
    public PolicySpec spec() {
      return ModelPolicy.spec("probabilistic", salt, percent);
    }
  }

  record Rate(long spansPerSecond, long burst) implements ModelPolicy {
    @Override
    public Verdict judge(TraceFacts trace) {
      return trace.spans() > burst ? Verdict.NO : Verdict.MAYBE;
    }

    @Override
    public boolean limited() {
      return true;
    }

    @Override
    public PolicySpec spec() {
      return ModelPolicy.spec("rate_limiting", spansPerSecond, burst);
    }
  }

  record And(List<Named> parts) implements ModelPolicy {
    @Override
    public Verdict judge(TraceFacts trace) {
      return all(parts, trace);
    }

    static Verdict all(List<Named> parts, TraceFacts trace) {
      Verdict all = Verdict.YES;
      for (Named part : parts) {
        Verdict one = part.policy().judge(trace);
        if (one == Verdict.NO) {
          return Verdict.NO;
        }
        all = one == Verdict.MAYBE ? Verdict.MAYBE : all;
      }
      return all;
    }

    @Override
    public boolean limited() {
      return parts.stream().anyMatch(part -> part.policy().limited());
    }

    @Override
    public PolicySpec spec() {
      return ModelPolicy.spec("and", configs(parts));
    }

    static List<PolicyConfig> configs(List<Named> parts) {
      return new ArrayList<>(parts.stream().map(Named::config).toList());
    }
  }

  record Not(Named part) implements ModelPolicy {
    @Override
    public Verdict judge(TraceFacts trace) {
      return switch (part.policy().judge(trace)) {
        case YES -> Verdict.NO;
        case NO -> Verdict.YES;
        case MAYBE -> Verdict.MAYBE;
      };
    }

    @Override
    public boolean limited() {
      return part.policy().limited();
    }

    @Override
    public PolicySpec spec() throws InvalidConfigException {
      return ModelPolicy.spec("not", part.config());
    }
  }

  record Drop(List<Named> parts) implements ModelPolicy {
    @Override
    public Verdict judge(TraceFacts trace) {
      return And.all(parts, trace);
    }

    @Override
    public boolean drops() {
      return true;
    }

    @Override
    public PolicySpec spec() {
      return ModelPolicy.spec("drop", And.configs(parts));
    }
  }
}
