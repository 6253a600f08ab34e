package io.spanweir.deploy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;

/** Listens, and answers every connection with bytes that are no HTTP/2. */
final class NoiseServer implements AutoCloseable {
  private static final int BYTES = 3000;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Random random = new Random(3);

  NoiseServer() throws IOException {
    Thread thread = new Thread(this::serve, "noise");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  private void serve() {
    byte[] noise = new byte[BYTES];
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        random.nextBytes(noise);
        OutputStream out = socket.getOutputStream();
        out.write(noise);
        out.flush();
      } catch (IOException closed) {
        // One who hangs up hears no noise; and a test that is over closes the listener.
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
