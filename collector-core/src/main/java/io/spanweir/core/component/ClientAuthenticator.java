package io.spanweir.core.component;

import io.spanweir.core.data.ClientInfo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An extension that says who we are to the backend of an exporter. Any thread; returns at once. */
public interface ClientAuthenticator {
  /**
   * The headers to send with a request, names in lower case, values secret. The same map until they
   * change, so that what is made of it can be kept.
   */
  Map<String, Secret> headers();

  /**
   * The headers for one request, which may depend on whom its spans came from.
   *
   * @param client null if nobody knows
   */
  default Map<String, Secret> headers(@Nullable ClientInfo client) {
    return headers();
  }
}
