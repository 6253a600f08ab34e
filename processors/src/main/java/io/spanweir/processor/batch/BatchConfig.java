package io.spanweir.processor.batch;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** {@code batch} processor; keys and defaults of the OpenTelemetry Collector. */
@Description("Joins small batches into larger ones before they are sent")
@Differs({
  "metadata_keys: send_batch_size is of the rows of all clients together, so that more clients"
      + " don't mean more memory",
  "metadata_cardinality_limit: has no effect; what is held is bounded whatever clients there are"
})
public record BatchConfig(
    @Description("How many spans are enough to hand a batch on at once") int sendBatchSize,
    @Description("How many spans a batch has at most, larger ones are split; 0 for no limit")
        int sendBatchMaxSize,
    @Description("How long spans wait for others; 0 hands everything on at once") Duration timeout,
    @Description(
            "Headers of a request that its spans keep, and by which batches are told apart; a"
                + " receiver must have include_metadata. Empty for none")
        List<String> metadataKeys,
    @Description("Accepted for compatibility: what is held is bounded in any case")
        int metadataCardinalityLimit) {
  private static final int SPANS_MAX = 1_000_000;

  /** What holds where the file says nothing. */
  static final BatchConfig DEFAULT =
      new BatchConfig(8192, 0, Duration.ofMillis(200), List.of(), 1000);

  public BatchConfig {
    metadataKeys = metadataKeys.stream().map(key -> key.toLowerCase(Locale.ROOT)).toList();
    if (new HashSet<>(metadataKeys).size() < metadataKeys.size()) {
      throw new InvalidConfigException("metadata_keys", "has a key twice", "each key once");
    }
    if (metadataCardinalityLimit < 0) {
      throw new InvalidConfigException(
          "metadata_cardinality_limit", "is " + metadataCardinalityLimit, "0 or more");
    }
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
