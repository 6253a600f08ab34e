package io.spanweir.processor.tailsampling.policy;

import java.util.List;

/**
 * A question about one span. Implementations have equality by value, so that equal questions are
 * asked once.
 */
public sealed interface SpanPredicate {
  /** Whether the span's status code is this one (0 unset, 1 ok, 2 error). */
  record StatusIs(int code) implements SpanPredicate {}

  /**
   * Whether an attribute of the resource or of the span has one of these texts. Any scalar has a
   * text: the integer 42 has {@code 42}, true has {@code true}. An empty value never matches.
   */
  record AttributeIn(String key, List<String> values) implements SpanPredicate {
    public AttributeIn {
      values = values.stream().filter(v -> !v.isEmpty()).distinct().sorted().toList();
    }
  }
}
