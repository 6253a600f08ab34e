package io.spanweir.exporter.sending;

import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;

/**
 * What the shared part of an exporter is configured with; exporters assemble it from their own
 * record.
 *
 * @param timeout how long one attempt may take; zero for no limit
 */
public record SendingConfig(SendQueueConfig queue, RetryConfig retry, Duration timeout) {
  public SendingConfig {
    if (timeout.isNegative() || timeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new InvalidConfigException("timeout", "is " + timeout, "0 for none, to 24 hours");
    }
  }
}
