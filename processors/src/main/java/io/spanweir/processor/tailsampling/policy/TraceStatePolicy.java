package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Required;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.TraceStateIn;
import java.util.List;

/** Keeps traces in which some span's W3C trace state has a key with one of these values. */
final class TraceStatePolicy implements Policy {
  /** Which key, which values. */
  @Differs(
      whole = {
        "each member of the trace state is read by itself, whatever its length; there, "
            + "one bad member hides all others"
      })
  @Description("Keeps traces in which some span's trace state has a key with one of these values.")
  record Config(
      @Required @Description("The key of a member of the trace state.") String key,
      @Required @Description("The values that match; empty ones are ignored.") List<String> values)
      implements PolicySpec {
    static final Config DEFAULT = new Config("", List.of());

    Config {
      values = List.copyOf(values);
    }

    @Override
    public Policy create(PolicyContext context) {
      return new TraceStatePolicy(context.bit(new TraceStateIn(key, values)));
    }
  }

  private final int bit;

  private TraceStatePolicy(int bit) {
    this.bit = bit;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.any(bit) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
