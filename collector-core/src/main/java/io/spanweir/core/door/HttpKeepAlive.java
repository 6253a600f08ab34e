package io.spanweir.core.door;

import io.spanweir.core.component.Description;
import java.time.Duration;

/** {@code keepalive} of confighttp, which from 0.160 on has the place of two flat keys. */
@Description("Whether and how long connections stay open between requests")
public record HttpKeepAlive(
    @Description("Whether a connection may have more than one request") boolean enabled,
    @Description("Close a connection without a request after this long") Duration idleTimeout) {
  public HttpKeepAlive {
    ConfigChecks.positive("idle_timeout", idleTimeout);
  }

  /** What holds where the file says nothing; the flat keys have the same. */
  public static HttpKeepAlive defaults() {
    return new HttpKeepAlive(true, Duration.ofSeconds(60));
  }
}
