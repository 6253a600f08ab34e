package io.spanweir.core.component;

import java.util.Map;

/** An extension that says who we are to the backend of an exporter. Any thread; returns at once. */
public interface ClientAuthenticator {
  /**
   * The headers to send with a request, names in lower case, values secret. The same map until they
   * change, so that what is made of it can be kept.
   */
  Map<String, Secret> headers();
}
