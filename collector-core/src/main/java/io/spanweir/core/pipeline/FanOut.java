package io.spanweir.core.pipeline;

import io.spanweir.core.data.SpanBatch;
import java.util.List;

/** One consumer made of several: all get the batch, or none does. */
public final class FanOut implements SpanConsumer {
  private final SpanConsumer[] consumers;

  private FanOut(SpanConsumer[] consumers) {
    this.consumers = consumers;
  }

  /** The consumer itself if there is one, else a fan-out over all of them. */
  public static SpanConsumer of(List<? extends SpanConsumer> consumers) {
    if (consumers.isEmpty()) {
      throw new IllegalArgumentException("nobody to hand to");
    }
    return consumers.size() == 1
        ? consumers.get(0)
        : new FanOut(consumers.toArray(new SpanConsumer[0]));
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    for (int i = 0; i < consumers.length; i++) {
      if (!consumers[i].reserve(spans, bytes)) {
        for (int held = 0; held < i; held++) {
          consumers[held].cancel(spans, bytes);
        }
        return false;
      }
    }
    return true;
  }

  @Override
  public void cancel(int spans, long bytes) {
    for (SpanConsumer consumer : consumers) {
      consumer.cancel(spans, bytes);
    }
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    JoinedReceipt joined = new JoinedReceipt(receipt, consumers.length);
    SpanBatch[] shares = new SpanBatch[consumers.length];
    for (int i = 1; i < shares.length; i++) {
      shares[i] = batch.share();
    }
    shares[0] = batch;
    for (int i = 0; i < shares.length; i++) {
      consumers[i].commit(shares[i], spans, bytes, joined);
    }
  }

  @Override
  public long keyLengthsAsked() {
    long asked = 0;
    for (SpanConsumer consumer : consumers) {
      asked |= consumer.keyLengthsAsked();
    }
    return asked;
  }

  @Override
  public long retryAfterNanos() {
    long longest = 0;
    for (SpanConsumer consumer : consumers) {
      longest = Math.max(longest, consumer.retryAfterNanos());
    }
    return longest;
  }
}
