package io.spanweir.processor.batch;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import java.time.Duration;

/** {@code batch} processor; keys and defaults of the OpenTelemetry Collector. */
@Description("Joins small batches into larger ones before they are sent")
@NotYet({
  "metadata_keys: batches of different tenants are never joined",
  "metadata_cardinality_limit: batches of different tenants are never joined"
})
public record BatchConfig(
    @Description("How many spans are enough to hand a batch on at once") int sendBatchSize,
    @Description("How many spans a batch has at most, larger ones are split; 0 for no limit")
        int sendBatchMaxSize,
    @Description("How long spans wait for others; 0 hands everything on at once")
        Duration timeout) {
  private static final int SPANS_MAX = 1_000_000;

  /** What holds where the file says nothing. */
  static final BatchConfig DEFAULT = new BatchConfig(8192, 0, Duration.ofMillis(200));

  public BatchConfig {
    inRange("send_batch_size", sendBatchSize);
    inRange("send_batch_max_size", sendBatchMaxSize);
    if (sendBatchMaxSize > 0 && sendBatchMaxSize < sendBatchSize) {
      throw new InvalidConfigException(
          "send_batch_max_size", "is less than send_batch_size", "0, or at least send_batch_size");
    }
    if (timeout.isNegative() || timeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidConfigException("timeout", "is " + timeout, "0 to 24 hours");
    }
  }

  private static void inRange(String key, int spans) {
    if (spans < 0 || spans > SPANS_MAX) {
      throw new InvalidConfigException(key, "is " + spans, "0 to " + SPANS_MAX);
    }
  }
}
