package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Required;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeBetween;
import org.jspecify.annotations.Nullable;

/**
 * Keeps traces in which a resource or a span has a number in a range. Numbers that are not whole
 * count; texts and truth values are no numbers. In the Collector a bound of 0 is no bound, here it
 * is one.
 */
final class NumericAttributePolicy implements Policy {
  /** Which attribute, which numbers. */
  @Differs(
      whole = {
        "a bound of 0 is a bound; doubles count as they are, texts and truth values are"
            + " no numbers (there, all of them count as 0)"
      })
  @Description(
      "Keeps traces in which an attribute of a resource or span is a number in a range, its bounds"
          + " included.")
  record Config(
      @Required @Description("The attribute's key.") String key,
      @Description("The smallest number that matches; absent, there is no such bound.")
          @Nullable Long minValue,
      @Description("The largest number that matches; absent, there is no such bound.")
          @Nullable Long maxValue,
      @Description("Keeps the traces in which nothing matches instead.") boolean invertMatch)
      implements PolicySpec {
    static final Config DEFAULT = new Config("", null, null, false);

    Config {
      if (!key.isEmpty() && minValue == null && maxValue == null) {
        throw new InvalidConfigException(
            "min_value", "is missing, and max_value is", "min_value, max_value or both");
      }
      if (minValue != null && maxValue != null && minValue > maxValue) {
        throw new InvalidConfigException(
            "min_value", "is greater than max_value", "a number up to max_value");
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      int bit = context.bit(new AttributeBetween(key, minValue, maxValue));
      return new NumericAttributePolicy(bit, invertMatch);
    }
  }

  private final int bit;
  private final boolean invert;

  private NumericAttributePolicy(int bit, boolean invert) {
    this.bit = bit;
    this.invert = invert;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.any(bit) != invert ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
