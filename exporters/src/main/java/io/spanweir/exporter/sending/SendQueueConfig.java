package io.spanweir.exporter.sending;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;

/** {@code sending_queue}; keys and defaults of the OpenTelemetry Collector. */
@Differs(
    value = {
      "block_on_overflow: has no effect; a full queue always refuses with a hint when"
          + " to try again"
    },
    whole = {
      "a full queue keeps what is before it waiting, and in the end refuses senders; "
          + "nothing is dropped"
    })
@Description("What waits for the backend, and how much of it is sent at once")
@NotYet({
  "batch=absent: put the batch processor before the exporter",
  "storage: the queue is in memory; past it senders are refused, and retry",
  "wait_for_result: senders are answered when the request is in the queue"
})
public record SendQueueConfig(
    @Description("Whether requests wait at all; without it only num_consumers are taken at once")
        boolean enabled,
    @Description("How many requests are on their way, or between two attempts, at the same time")
        int numConsumers,
    @Description("How much waits or is on its way, in units of sizer; past it spans are refused")
        long queueSize,
    @Description("What queue_size counts: requests, items (spans) or bytes") Sizer sizer,
    @Description(
            "Accepted for compatibility: a full queue always refuses with a hint when to try again;"
                + " nothing is dropped and no thread waits")
        boolean blockOnOverflow,
    @Description(
            "Memory that the queue's requests may take, whatever sizer says; 0 for an eighth of the"
                + " Java heap")
        ByteSize queueBytes,
    @Description(
            "Batches that are larger are sent as several requests; many servers take no more than"
                + " 4 MiB")
        ByteSize maxRequestBytes) {
  private static final int CONSUMERS_MAX = 1000;

  /** What holds where the file says nothing. */
  public static final SendQueueConfig DEFAULT =
      new SendQueueConfig(
          true, 10, 1000, Sizer.REQUESTS, false, new ByteSize(0), ByteSize.ofMiB(4));

  public SendQueueConfig {
    if (numConsumers < 1 || numConsumers > CONSUMERS_MAX) {
      throw new InvalidConfigException(
          "num_consumers", "is " + numConsumers, "1 to " + CONSUMERS_MAX);
    }
    if (queueSize < 1) {
      throw new InvalidConfigException("queue_size", "is " + queueSize, "1 or more");
    }
    if (maxRequestBytes.bytes() < 1) {
      throw new InvalidConfigException("max_request_bytes", "is 0", "more than 0, such as 4MiB");
    }
  }
}
