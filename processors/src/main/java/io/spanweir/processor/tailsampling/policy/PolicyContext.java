package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.InvalidConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a policy asks for while it is made: bits for the predicates it needs. Equal predicates share
 * a bit.
 */
public final class PolicyContext {
  /** Answers are bits; 8 KiB of them are looked at for a trace at most. */
  public static final int PREDICATES_MAX = 65_536;

  private final Map<SpanPredicate, Integer> bits = new LinkedHashMap<>();

  PolicyContext() {}

  /**
   * @param first predicates that are to have the first bits
   */
  PolicyContext(List<SpanPredicate> first) {
    first.forEach(this::bit);
  }

  /**
   * The bit in which the answer to a predicate is found.
   *
   * @throws InvalidConfigException when the policies need more than {@link #PREDICATES_MAX}
   *     different predicates
   */
  public int bit(SpanPredicate predicate) {
    Integer known = bits.get(predicate);
    if (known != null) {
      return known;
    }
    if (bits.size() == PREDICATES_MAX) {
      throw new InvalidConfigException(
          "policies",
          "need more than " + PREDICATES_MAX + " different conditions on spans",
          "policies that share conditions, or values of one key listed together");
    }
    bits.put(predicate, bits.size());
    return bits.size() - 1;
  }

  /** The bit of each of some predicates. */
  int[] bits(List<? extends SpanPredicate> predicates) {
    return predicates.stream().mapToInt(this::bit).toArray();
  }

  /** All predicates, each at the place of its bit. */
  public List<SpanPredicate> predicates() {
    return List.copyOf(bits.keySet());
  }
}
