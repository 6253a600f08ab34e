package io.spanweir.bench.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for systems under test. */
public final class Ports {
  private static final int PORT_MIN = 20_000;
  private static final int PORT_MAX = 30_000;

  private Ports() {}

  /**
   * Returns a port that nobody listens on, below those the kernel hands to clients: a probe of such
   * a port could be given the same one as its own and connect to itself.
   */
  public static int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one may be free.
      }
    }
  }
}
