package io.spanweir.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for what a test listens on, and for what it wants nobody to listen on.
 *
 * <p>They lie below those that a system gives to connections and to whoever asks for any port
 * (32768 and up on Linux): one of those may belong to another test's server a moment after it was
 * found free, or after a server has left it for dead.
 */
public final class Ports {
  private static final int FIRST = 16_000;
  private static final int COUNT = 16_000;

  /** From a random one on: other processes look for ports at the same time. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /**
   * A port that nobody listens on now, neither by TCP nor by UDP, and that this process gives to
   * nobody else before it has gone round all of them. Any thread.
   */
  public static int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  private static boolean isFree(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket everywhere = new ServerSocket(port);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
      return everywhere.isBound() && udp.isBound();
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
