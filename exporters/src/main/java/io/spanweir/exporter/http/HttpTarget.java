package io.spanweir.exporter.http;

import io.spanweir.core.component.InvalidConfigException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where requests of one signal are posted to.
 *
 * @param host name or address, IPv6 without brackets
 * @param secure whether over TLS
 * @param path with the query if there is one; begins with a slash
 */
public record HttpTarget(String host, int port, boolean secure, String path) {
  private static final String EXPECTED = "a URL such as https://backend:4318";

  /**
   * @param key the configuration's, for errors
   * @param text a URL
   * @param suffix what is added to its path, empty for nothing
   * @throws InvalidConfigException if it is none
   */
  public static HttpTarget parse(String key, String text, String suffix) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new InvalidConfigException(key, "\"" + text + "\" is no URL", EXPECTED);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    boolean secure = scheme.equals("https");
    if ((!secure && !scheme.equals("http")) || host == null || uri.getRawFragment() != null) {
      throw new InvalidConfigException(key, "\"" + text + "\" is no URL of HTTP", EXPECTED);
    }
    if (uri.getRawUserInfo() != null) {
      throw new InvalidConfigException(
          key, "holds a name or a password", "them in an extension, see auth");
    }
    int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
    if (port == 0 || port > 65_535) {
      throw new InvalidConfigException(key, "\"" + text + "\" has no such port", EXPECTED);
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    if (!suffix.isEmpty()) {
      path = (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + suffix;
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new HttpTarget(
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        port,
        secure,
        (path.isEmpty() ? "/" : path) + query);
  }

  /** As it stands in the header {@code Host}. */
  String authority() {
    String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return port == (secure ? 443 : 80) ? shown : shown + ":" + port;
  }

  @Override
  public String toString() {
    return (secure ? "https://" : "http://") + authority() + path;
  }
}
