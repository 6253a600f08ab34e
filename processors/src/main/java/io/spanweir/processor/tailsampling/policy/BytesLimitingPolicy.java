package io.spanweir.processor.tailsampling.policy;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Required;

/**
 * Keeps traces while a budget of bytes per second lasts: a token bucket in bytes, which all shards
 * share. A trace has the bytes that it takes up in the buffer. One larger than the burst never
 * passes.
 */
final class BytesLimitingPolicy implements Policy {
  /** How many. */
  @Differs(
      whole = {
        "counts what a trace takes up in the buffer, and is asked only about traces "
            + "that no other policy keeps"
      })
  @Description("Keeps traces that no other policy keeps, while a budget of bytes per second lasts.")
  record Config(
      @Required @Description("Bytes per second.") ByteSize bytesPerSecond,
      @Description("Bytes that may pass at once after a quiet time; 0 for twice the rate.")
          ByteSize burstCapacity)
      implements PolicySpec {
    static final Config DEFAULT = new Config(new ByteSize(0), new ByteSize(0));

    @Override
    public Policy create(PolicyContext context) {
      long rate = bytesPerSecond.bytes();
      long burst = burstCapacity.bytes();
      return new BytesLimitingPolicy(
          new TokenBucket(rate, burst == 0 ? 2 * Math.min(rate, Long.MAX_VALUE / 2) : burst));
    }
  }

  private final TokenBucket bytes;

  private BytesLimitingPolicy(TokenBucket bytes) {
    this.bytes = bytes;
  }

  @Override
  public boolean limited() {
    return true;
  }

  @Override
  public Vote vote(TraceSummary trace, long nowNanos) {
    return bytes.take(trace.bytes(), nowNanos) ? Vote.SAMPLED : Vote.NOT_SAMPLED;
  }
}
