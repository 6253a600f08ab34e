package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;

/** {@code keepalive} of a gRPC client. */
@Description("Pings that find a dead connection")
public record KeepaliveConfig(
    @Description("Quiet time before a ping; 0 for no pings, else 10s or more") Duration time,
    @Description("How long a ping may stay without an answer") Duration timeout,
    @Description("Whether to ping while nothing is under way") boolean permitWithoutStream) {
  /** No pings. */
  public static final KeepaliveConfig DEFAULT =
      new KeepaliveConfig(Duration.ZERO, Duration.ofSeconds(10), false);

  public KeepaliveConfig {
    if (!time.isZero() && time.compareTo(Duration.ofSeconds(10)) < 0) {
      throw new InvalidConfigException("time", "is " + time, "0, or 10s or more");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new InvalidConfigException("timeout", "is " + timeout, "more than 0");
    }
  }
}
