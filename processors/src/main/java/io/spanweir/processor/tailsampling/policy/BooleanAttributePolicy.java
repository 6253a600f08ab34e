package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Required;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIs;

/** Keeps traces in which a resource or a span has an attribute that is true, or false. */
final class BooleanAttributePolicy implements Policy {
  /** Which attribute, which value. */
  @Differs(whole = {"only booleans match; there, anything else counts as false"})
  @Description("Keeps traces in which an attribute of a resource or span is true, or is false.")
  record Config(
      @Required @Description("The attribute's key.") String key,
      @Description("The value that matches.") boolean value,
      @Description("Keeps the traces in which nothing matches instead.") boolean invertMatch)
      implements PolicySpec {
    static final Config DEFAULT = new Config("", false, false);

    @Override
    public Policy create(PolicyContext context) {
      return new BooleanAttributePolicy(context.bit(new AttributeIs(key, value)), invertMatch);
    }
  }

  private final int bit;
  private final boolean invert;

  private BooleanAttributePolicy(int bit, boolean invert) {
    this.bit = bit;
    this.invert = invert;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.any(bit) != invert ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
