package io.spanweir.receiver.otlp;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.StartException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * An address to listen on: {@code host:port}, {@code :port}, {@code [v6]:port}, a bare port or a
 * bare host.
 *
 * @param host empty for every interface
 * @param port 0 for a free one
 */
record Endpoint(String host, int port) {
  static final int GRPC_PORT = 4317;
  static final int HTTP_PORT = 4318;

  private static final String EXPECTED = "host:port, such as localhost:4317 or 0.0.0.0:4317";

  /**
   * @param defaultPort the port where only a host is given
   * @throws InvalidConfigException for the key {@code endpoint}
   */
  static Endpoint parse(String text, int defaultPort) {
    String value = text.strip();
    if (value.isEmpty() || value.contains("/") || value.contains(" ")) {
      throw invalid(text);
    }
    if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return new Endpoint("", port(value, text));
    }
    int hostEnd = hostEnd(value, text);
    String host = value.substring(0, hostEnd);
    int port = hostEnd == value.length() ? defaultPort : port(value.substring(hostEnd + 1), text);
    return new Endpoint(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
  }

  /** Where the host ends: at the last colon, unless it is part of an address in brackets. */
  private static int hostEnd(String value, String text) {
    if (value.startsWith("[")) {
      int bracket = value.indexOf(']');
      boolean followed = bracket + 1 < value.length();
      if (bracket < 0 || (followed && value.charAt(bracket + 1) != ':')) {
        throw invalid(text);
      }
      return bracket + 1;
    }
    int colon = value.indexOf(':');
    if (colon != value.lastIndexOf(':')) {
      throw invalid(text);
    }
    return colon < 0 ? value.length() : colon;
  }

  private static int port(String digits, String text) {
    try {
      int port = Integer.parseInt(digits);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw invalid(text);
    }
    throw invalid(text);
  }

  private static InvalidConfigException invalid(String text) {
    return new InvalidConfigException("endpoint", "is \"" + text + "\"", EXPECTED);
  }

  /**
   * @param path where the endpoint stands in the configuration, for the message
   */
  InetSocketAddress resolve(String path) throws IOException {
    InetSocketAddress address =
        host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new StartException(
          path,
          "no address is known for \"" + host + "\"",
          EXPECTED,
          new UnknownHostException(host));
    }
    return address;
  }

  /** What the operator is told when an address could not be bound. */
  static IOException bindFailed(InetSocketAddress address, Throwable cause, String path) {
    Throwable root = cause;
    while (root.getCause() != null && !(root instanceof BindException)) {
      root = root.getCause();
    }
    String where = address.getAddress().getHostAddress() + ":" + address.getPort();
    String reason = String.valueOf(root.getMessage());
    return reason.contains("in use")
        ? new StartException(path, where + " is in use", "a free port", cause)
        : new StartException(
            path,
            "can't listen on " + where + ": " + reason,
            "an address of this machine and a port that may be had",
            cause);
  }

  /** As a client on this machine would write it; every interface is {@code 0.0.0.0}. */
  String shown() {
    return host.isEmpty() ? "0.0.0.0:" + port : toString();
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
