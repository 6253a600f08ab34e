package io.spanweir.core.door;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The HTTP listeners of a process: components that name one endpoint share one. A component takes
 * its place when it is made, so that clashes are known before anything listens, and opens it when
 * it starts.
 */
public final class HttpListeners {
  private final Map<Endpoint, HttpListener> listeners = new HashMap<>();

  /** A component's place, not yet open. */
  public static final class Place {
    private final HttpListener listener;
    private final HttpListener.Tenant tenant;

    private Place(HttpListener listener, HttpListener.Tenant tenant) {
      this.listener = listener;
      this.tenant = tenant;
    }

    /**
     * Lets the component's requests in, which have been told to come again until now; listens,
     * unless another component of the same endpoint has begun to.
     *
     * @param path where the endpoint stands in the configuration
     * @throws io.spanweir.core.component.StartException when it can't
     */
    public Door open(Settings settings, String path) throws IOException {
      listener.open(tenant, settings, path);
      return tenant;
    }
  }

  /**
   * Takes a place at an endpoint. A free port (0) is shared by nobody.
   *
   * @throws InvalidConfigException when another component is there with which it can't be shared
   */
  public synchronized Place join(
      Settings settings, HttpServerSettings server, HttpService service) {
    HttpListener listener = listeners.get(server.endpoint());
    if (listener == null || listener.isOver() || server.endpoint().port() == 0) {
      listener = new HttpListener(settings, server);
      listeners.put(server.endpoint(), listener);
    }
    return new Place(listener, listener.join(service, server));
  }
}
