package io.spanweir.core.door;

import io.netty.channel.ServerChannel;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.StartException;
import io.spanweir.core.door.Connections.Entry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/**
 * Where to listen: {@code host:port}, {@code :port}, {@code [v6]:port}, a bare port or a bare host;
 * or the path of a Unix domain socket.
 *
 * @param host empty for every interface
 * @param port 0 for a free one; -1 for a socket
 * @param socket path of a Unix domain socket; empty for TCP
 */
public record Endpoint(String host, int port, String socket) {
  public static final String TCP = "tcp";
  public static final String UNIX = "unix";
  public static final int GRPC_PORT = 4317;
  public static final int HTTP_PORT = 4318;

  private static final String EXPECTED = "host:port, such as localhost:4317 or 0.0.0.0:4317";

  public Endpoint(String host, int port) {
    this(host, port, "");
  }

  /**
   * @param transport {@code tcp} or {@code unix}; with {@code unix} the text is a path
   * @param defaultPort the port where only a host is given
   * @throws InvalidConfigException for the key {@code endpoint} or {@code transport}
   */
  public static Endpoint parse(String text, String transport, int defaultPort) {
    if (!transport.equals(TCP) && !transport.equals(UNIX)) {
      throw new InvalidConfigException("transport", "is \"" + transport + "\"", "tcp or unix");
    }
    boolean scheme = text.startsWith("unix:");
    if (transport.equals(TCP) && !scheme) {
      return parse(text, defaultPort);
    }
    String path = scheme ? text.substring("unix:".length()) : text;
    String socket = path.startsWith("//") ? path.substring(2) : path;
    UnixSocket.check(socket);
    return new Endpoint("", -1, socket);
  }

  /**
   * @param defaultPort the port where only a host is given
   * @throws InvalidConfigException for the key {@code endpoint}
   */
  public static Endpoint parse(String text, int defaultPort) {
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

  public boolean isSocket() {
    return !socket.isEmpty();
  }

  /**
   * Whether both can't be listened on: the same port of the same interface, as far as names tell
   * without asking for their addresses.
   */
  boolean meets(Endpoint other) {
    if (isSocket() || other.isSocket()) {
      return socket.equals(other.socket);
    }
    return port != 0
        && port == other.port
        && (isWide() || other.isWide() || plainHost().equals(other.plainHost()));
  }

  private boolean isWide() {
    return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
  }

  private String plainHost() {
    return host.equals("localhost") ? "127.0.0.1" : host;
  }

  /** Whether other machines may reach it. */
  public boolean isOpenToOthers(String path) throws IOException {
    return !isSocket() && !resolve(path).getAddress().isLoopbackAddress();
  }

  /**
   * What to bind; makes way for a socket.
   *
   * @param path where the endpoint stands in the configuration, for the message
   */
  public SocketAddress address(String path) throws IOException {
    return isSocket() ? UnixSocket.prepare(socket, path) : resolve(path);
  }

  /** Says that it is listened on. */
  public void opened() throws IOException {
    if (isSocket()) {
      UnixSocket.secure(socket);
    }
  }

  /** Says that it is not listened on any more. */
  public void closed() {
    if (isSocket()) {
      UnixSocket.remove(socket);
    }
  }

  /**
   * The connections of a door here.
   *
   * @param perAddressMax has no meaning for a socket, whose peers have no addresses
   */
  public Connections connections(int max, int perAddressMax) {
    return new Connections(max, isSocket() ? max : perAddressMax);
  }

  /**
   * A channel that listens here.
   *
   * @param farewell what a refused connection is told, over TCP
   */
  public ServerChannel channel(
      Connections connections, byte[] farewell, Consumer<Entry> onRefused) {
    return isSocket()
        ? LimitedUnixChannel.open(connections, onRefused)
        : new LimitedServerChannel(connections, farewell, onRefused);
  }

  /**
   * @param path where the endpoint stands in the configuration, for the message
   */
  public InetSocketAddress resolve(String path) throws IOException {
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
  public static IOException bindFailed(SocketAddress address, Throwable cause, String path) {
    Throwable root = cause;
    while (root.getCause() != null && !(root instanceof BindException)) {
      root = root.getCause();
    }
    String where =
        address instanceof InetSocketAddress tcp
            ? tcp.getAddress().getHostAddress() + ":" + tcp.getPort()
            : address.toString();
    String reason = String.valueOf(root.getMessage());
    return reason.contains("in use")
        ? new StartException(path, where + " is in use", "a free port", cause)
        : new StartException(
            path,
            "can't listen on " + where + ": " + reason,
            address instanceof InetSocketAddress
                ? "an address of this machine and a port that may be had"
                : "a path in a folder that may be written to",
            cause);
  }

  /** As a client on this machine would write it; every interface is {@code 0.0.0.0}. */
  public String shown() {
    return !isSocket() && host.isEmpty() ? "0.0.0.0:" + port : toString();
  }

  @Override
  public String toString() {
    return isSocket()
        ? "unix:" + socket
        : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
