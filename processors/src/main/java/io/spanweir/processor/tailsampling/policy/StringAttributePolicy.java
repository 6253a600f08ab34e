package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import java.util.List;

/** Keeps traces in which a resource or a span has an attribute with one of these texts. */
final class StringAttributePolicy implements Policy {
  /** Which attribute, which texts. */
  @Description(
      "Keeps traces in which an attribute of a resource or span has one of these values. Integers, booleans and"
          + " doubles are compared by their text.")
  @NotYet({
    "enabled_regex_matching: list the values themselves",
    "cache_max_size: it serves regular expressions",
    "invert_match: wrap the policy in a policy of type not"
  })
  record Config(
      @Required @Description("The attribute's key.") String key,
      @Required @Description("The values that match; empty ones are ignored.") List<String> values)
      implements PolicySpec {
    static final Config DEFAULT = new Config("", List.of());

    Config {
      values = List.copyOf(values);
    }

    @Override
    public Policy create(PolicyContext context) {
      return new StringAttributePolicy(context.bit(new AttributeIn(key, values)));
    }
  }

  private final int bit;

  private StringAttributePolicy(int bit) {
    this.bit = bit;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.any(bit) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
