package io.spanweir.core.door;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Who listens where in a process, but for the page of decisions, which gives way. Components that
 * name one endpoint for HTTP share a listener; all else has an endpoint of its own. A component
 * takes its place when it is made, so that clashes are known before anything listens, and opens it
 * when it starts.
 */
public final class HttpListeners {
  private final Map<Endpoint, HttpListener> listeners = new HashMap<>();
  private final List<Claim> claims = new ArrayList<>();

  /** An endpoint that is shared with nobody, and whose it is. */
  private record Claim(Endpoint endpoint, String owner, BooleanSupplier isOver) {}

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
   * @throws InvalidConfigException for the key {@code endpoint} or {@code tls}, when another
   *     component is there with which it can't be shared
   */
  public synchronized Place join(
      Settings settings, HttpServerSettings server, HttpService service) {
    HttpListener listener = listeners.get(server.endpoint());
    if (listener == null || listener.isOver() || server.endpoint().port() == 0) {
      checkFree(server.endpoint(), "endpoint");
      listener = new HttpListener(settings, server);
      listeners.put(server.endpoint(), listener);
    }
    return new Place(listener, listener.join(service, server));
  }

  /**
   * Takes an endpoint of TCP, or a socket, for a door that shares it with nobody.
   *
   * @param owner whose door it is, for a person
   * @param key that of the endpoint among the component's, for the exception
   * @param isOver whether the door has been told to shut, so that another may have its endpoint
   * @throws InvalidConfigException when another component is there
   */
  public synchronized void claim(
      Endpoint endpoint, String owner, String key, BooleanSupplier isOver) {
    checkFree(endpoint, key);
    claims.add(new Claim(endpoint, owner, isOver));
  }

  private void checkFree(Endpoint endpoint, String key) {
    claims.removeIf(claim -> claim.isOver.getAsBoolean());
    for (Claim claim : claims) {
      if (claim.endpoint.meets(endpoint)) {
        throw taken(claim.owner, key);
      }
    }
    for (Map.Entry<Endpoint, HttpListener> other : listeners.entrySet()) {
      if (!other.getValue().isOver() && other.getKey().meets(endpoint)) {
        throw taken(other.getValue().first().service().name(), key);
      }
    }
  }

  private static InvalidConfigException taken(String owner, String key) {
    return new InvalidConfigException(
        key, "is where " + owner + " listens already", "an endpoint of its own");
  }
}
