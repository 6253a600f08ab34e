package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;

/** Keeps traces with a number of spans in a range; spans that came twice count twice. */
final class SpanCountPolicy implements Policy {
  /** How many. */
  @Description("Keeps traces with a number of spans in a range, its bounds included.")
  record Config(
      @Description("The fewest spans that a trace must have.") int minSpans,
      @Description("The most spans that a trace may have; 0 for no upper bound.") int maxSpans)
      implements PolicySpec {
    static final Config DEFAULT = new Config(0, 0);

    Config {
      if (minSpans < 0) {
        throw new InvalidConfigException("min_spans", "is negative", "0 or more");
      }
      if (maxSpans < 0 || (maxSpans != 0 && maxSpans < minSpans)) {
        throw new InvalidConfigException(
            "max_spans", "is less than min_spans", "min_spans or more, or 0");
      }
    }

    @Override
    public Policy create(PolicyContext context) {
      return new SpanCountPolicy(minSpans, maxSpans == 0 ? Integer.MAX_VALUE : maxSpans);
    }
  }

  private final int min;
  private final int max;

  private SpanCountPolicy(int min, int max) {
    this.min = min;
    this.max = max;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return min <= trace.spans() && trace.spans() <= max ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
