package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.InvalidConfigException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a policy asks for while it is made: bits for the predicates it needs. Equal predicates share
 * a bit.
 */
public final class PolicyContext {
  /** A trace's row has a word for the answers. */
  public static final int PREDICATES_MAX = 64;

  private final List<SpanPredicate> predicates = new ArrayList<>();

  /**
   * The bit in which the answer to a predicate is found.
   *
   * @throws InvalidConfigException when the policies need more than {@link #PREDICATES_MAX}
   *     different predicates
   */
  public int bit(SpanPredicate predicate) {
    int bit = predicates.indexOf(predicate);
    if (bit >= 0) {
      return bit;
    }
    if (predicates.size() == PREDICATES_MAX) {
      throw new InvalidConfigException(
          "policies",
          "need more than " + PREDICATES_MAX + " different conditions on spans",
          "policies that share conditions, or values of one key listed together");
    }
    predicates.add(predicate);
    return predicates.size() - 1;
  }

  /** All predicates, each at the place of its bit. */
  public List<SpanPredicate> predicates() {
    return List.copyOf(predicates);
  }
}
