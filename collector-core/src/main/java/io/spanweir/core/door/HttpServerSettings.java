package io.spanweir.core.door;

import io.spanweir.core.net.TlsServerConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a listener and its connections, whoever has paths there.
 *
 * @param endpoint where to listen
 * @param readTimeout for a request to come whole
 * @param readHeaderTimeout for its line and headers to come
 * @param writeTimeout for a connection to read its answers
 * @param keepAlive between requests
 * @param bodyIdleTimeout between two pieces of a body
 * @param maxConnections at a time
 * @param maxConnectionsPerAddress at a time, of one address
 * @param tls null for plain text
 * @param follows whether another component that names the same endpoint sets all but the TLS
 */
public record HttpServerSettings(
    Endpoint endpoint,
    Duration readTimeout,
    Duration readHeaderTimeout,
    Duration writeTimeout,
    HttpKeepAlive keepAlive,
    Duration bodyIdleTimeout,
    int maxConnections,
    int maxConnectionsPerAddress,
    @Nullable TlsServerConfig tls,
    boolean follows) {

  /** What holds where nothing is said. */
  public static HttpServerSettings of(Endpoint endpoint, @Nullable TlsServerConfig tls) {
    return HttpDoorConfig.defaults().settings(endpoint, tls, true);
  }

  /** The shortest time that anybody is allowed. */
  Duration shortest() {
    Duration shortest = keepAlive.idleTimeout();
    for (Duration one :
        new Duration[] {readTimeout, readHeaderTimeout, writeTimeout, bodyIdleTimeout}) {
      shortest = one.compareTo(shortest) < 0 ? one : shortest;
    }
    return shortest;
  }
}
