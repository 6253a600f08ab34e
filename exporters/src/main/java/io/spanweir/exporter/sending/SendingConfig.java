package io.spanweir.exporter.sending;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Key;
import java.time.Duration;

/** Keys of every exporter that sends with a queue, attempts and a timeout. */
@Description("What holds for sending, wherever to")
public record SendingConfig(
    @Key("sending_queue") SendQueueConfig queue,
    @Key("retry_on_failure") RetryConfig retry,
    @Description("How long one attempt may take; 0 for no limit") Duration timeout) {
  public SendingConfig {
    if (timeout.isNegative() || timeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidConfigException("timeout", "is " + timeout, "0 for none, to 24 hours");
    }
  }

  /** What holds where the file says nothing. */
  public static SendingConfig defaults(Duration timeout) {
    return new SendingConfig(SendQueueConfig.DEFAULT, RetryConfig.DEFAULT, timeout);
  }
}
