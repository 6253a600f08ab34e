package io.spanweir.exporter.otlp;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Listens, and is no gRPC server: says random bytes, or nothing. */
final class Impostor implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new ArrayList<>();
  private final Thread thread;
  volatile int connections;

  Impostor(boolean talks) throws IOException {
    listener.setReuseAddress(true);
    thread = new Thread(() -> serve(talks), "impostor");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listener.getLocalPort();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void serve(boolean talks) {
    Random random = new Random(3);
    try {
      while (true) {
        Socket socket = listener.accept();
        synchronized (sockets) {
          sockets.add(socket);
        }
        connections++;
        if (talks) {
          byte[] garbage = new byte[3000];
          random.nextBytes(garbage);
          OutputStream out = socket.getOutputStream();
          out.write(garbage);
          out.flush();
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  /** The port is free only when the thread has left its accept. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
