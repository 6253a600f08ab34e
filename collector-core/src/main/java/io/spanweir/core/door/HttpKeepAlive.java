package io.spanweir.core.door;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code keepalive} of confighttp, which from 0.160 on has the place of two flat keys. */
@Description("Whether and how long connections stay open between requests")
public record HttpKeepAlive(
    @Description("Whether a connection may have more than one request") boolean enabled,
    @Description("Close a connection without a request after this long; 0 for 60s")
        Duration idleTimeout) {
  private static final Duration IDLE_DEFAULT = Duration.ofSeconds(60);

  public HttpKeepAlive {
    idleTimeout = ConfigChecks.bounded("idle_timeout", idleTimeout, IDLE_DEFAULT);
  }

  /** What holds where the file says nothing; the flat keys have the same. */
  public static HttpKeepAlive defaults() {
    return new HttpKeepAlive(true, IDLE_DEFAULT);
  }

  /**
   * What holds, whichever form the file has.
   *
   * @param nested null if the file has the flat keys
   * @throws InvalidConfigException if it has both
   */
  public static HttpKeepAlive of(
      @Nullable HttpKeepAlive nested, boolean enabled, Duration idleTimeout) {
    HttpKeepAlive flat = new HttpKeepAlive(enabled, idleTimeout);
    if (nested == null) {
      return flat;
    }
    if (!flat.equals(defaults())) {
      throw new InvalidConfigException(
          "keepalive",
          "is there beside idle_timeout or keep_alives_enabled",
          "the one or the other");
    }
    return nested;
  }
}
