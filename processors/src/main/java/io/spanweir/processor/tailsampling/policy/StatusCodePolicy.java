package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Required;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import java.util.List;

/** Keeps traces in which some span ended with one of these status codes. */
final class StatusCodePolicy implements Policy {
  /** The codes as configurations write them. */
  enum Code {
    UNSET(0),
    OK(1),
    ERROR(2);

    private final int wire;

    Code(int wire) {
      this.wire = wire;
    }

    /** As OpenTelemetry writes it. */
    public String key() {
      return name();
    }
  }

  /** Which codes. */
  @Description("Keeps traces in which some span has one of these status codes.")
  record Config(@Required @Description("The codes: OK, ERROR, UNSET.") List<Code> statusCodes)
      implements PolicySpec {
    static final Config DEFAULT = new Config(List.of(Code.ERROR));

    Config {
      statusCodes = List.copyOf(statusCodes);
    }

    @Override
    public Policy create(PolicyContext context) {
      if (statusCodes.isEmpty()) {
        throw new InvalidConfigException("status_codes", "is empty", "OK, ERROR or UNSET");
      }
      int[] bits = statusCodes.stream().mapToInt(c -> context.bit(new StatusIs(c.wire))).toArray();
      return new StatusCodePolicy(bits);
    }
  }

  private final int[] bits;

  private StatusCodePolicy(int[] bits) {
    this.bits = bits;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    for (int bit : bits) {
      if (trace.any(bit)) {
        return Vote.SAMPLED;
      }
    }
    return Vote.NOT_SAMPLED;
  }
}
