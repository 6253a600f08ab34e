package io.spanweir.receiver.zipkin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A port that leads to another until it is cut. */
final class Cable implements AutoCloseable {
  private final ServerSocket listener;
  private final int to;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  Cable(int from, int to) throws IOException {
    this.to = to;
    this.listener = new ServerSocket(from, 16, InetAddress.getLoopbackAddress());
    run(
        () -> {
          while (true) {
            Socket near = listener.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), to());
            sockets.addAll(List.of(near, far));
            run(() -> pass(near, far));
            run(() -> pass(far, near));
          }
        });
  }

  private int to() {
    return to;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void run(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // Cut.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void pass(Socket from, Socket into) throws IOException {
    try (from;
        into) {
      from.getInputStream().transferTo(into.getOutputStream());
    }
  }

  /** Ends what goes through; new connections are made as before. */
  void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
