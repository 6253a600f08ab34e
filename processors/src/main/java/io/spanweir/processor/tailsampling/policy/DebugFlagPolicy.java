package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.Description;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeSays;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.Meaning;
import java.util.List;

/**
 * Keeps traces that somebody asked for by hand: with B3's debug flag, which Zipkin's spans carry as
 * {@code debug}, or with Jaeger's. OTLP has no field for either; receivers keep them as attributes.
 * What carries Jaeger's header {@code jaeger-debug-id} has it as a tag.
 */
final class DebugFlagPolicy implements Policy {
  private static final List<SpanPredicate> FLAGS =
      List.of(
          new AttributeSays("zipkin.debug", Meaning.TRUE),
          new AttributeSays("jaeger.debug", Meaning.TRUE),
          new AttributeSays("jaeger-debug-id", Meaning.NOT_FALSE));

  /** No settings. */
  @Description("Keeps traces with the debug flag of B3 (Zipkin) or of Jaeger.")
  record Config() implements PolicySpec {
    @Override
    public Policy create(PolicyContext context) {
      return new DebugFlagPolicy(context.bits(FLAGS));
    }
  }

  private final int[] bits;

  private DebugFlagPolicy(int[] bits) {
    this.bits = bits;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return trace.anyOf(bits) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
