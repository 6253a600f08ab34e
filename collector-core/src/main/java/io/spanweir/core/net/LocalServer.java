package io.spanweir.core.net;

import com.sun.net.httpserver.HttpServer;
import io.spanweir.core.component.StartException;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The JDK's little server with its one thread, for pages that people and scrapers ask for: they
 * must not borrow the event loops that spans go through. Whoever begins a request and does not end
 * it holds the others up for two seconds at most, or three.
 */
@MachineTouch
public final class LocalServer {
  private static final int BACKLOG = 16;

  static {
    // Read by the server's classes when they are first used.
    System.setProperty("sun.net.httpserver.maxReqTime", "2");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
  }

  private LocalServer() {}

  /**
   * A server that listens and has no pages yet; says so if other machines reach it.
   *
   * @param what it is, for that
   * @param path of the key that asks for the address
   * @param expected what else that key could say
   * @throws StartException when the address can't be had
   */
  public static HttpServer listen(String what, String host, int port, String path, String expected)
      throws StartException {
    try {
      InetAddress address = InetAddress.getByName(host);
      HttpServer server = HttpServer.create(new InetSocketAddress(address, port), BACKLOG);
      if (!address.isLoopbackAddress()) {
        String at = host + ":" + server.getAddress().getPort();
        OpenAddress.say(what, at, "read what it says", path);
      }
      return server;
    } catch (IOException e) {
      boolean taken = String.valueOf(e.getMessage()).contains("in use");
      throw new StartException(
          path,
          taken
              ? host + ":" + port + " is in use"
              : "can't listen on " + host + ":" + port + ": " + e.getMessage(),
          expected,
          e);
    }
  }
}
