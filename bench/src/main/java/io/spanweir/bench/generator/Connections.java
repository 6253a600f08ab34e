package io.spanweir.bench.generator;

import io.spanweir.bench.workload.Transport;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of the generator: takes turns among the free ones and replaces those that
 * end.
 */
final class Connections {
  private static final long CONNECT_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long REOPEN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final LoadOptions options;
  private final Exchange exchange;
  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private int missing;
  private int turn;
  private long reopenAtNanos;

  Connections(LoadOptions options, Exchange exchange) {
    this.options = options;
    this.exchange = exchange;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new IllegalStateException("no selector", e);
    }
  }

  /** Opens all connections and waits until requests can begin on each. */
  void open() throws IOException {
    long end = System.nanoTime() + CONNECT_NANOS_MAX;
    for (int i = 0; i < options.connections(); i++) {
      connect();
      poll(0);
    }
    while (!connections.stream().allMatch(Connection::free)) {
      if (System.nanoTime() > end) {
        throw new IOException("not every connection could be opened: " + options.target());
      }
      poll(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Returns a connection on which a request may begin, each in turn, or null. */
  @Nullable Connection nextFree() {
    for (int tries = connections.size(); tries > 0; tries--) {
      turn = turn + 1 < connections.size() ? turn + 1 : 0;
      Connection connection = connections.get(turn);
      if (connection.free()) {
        return connection;
      }
    }
    return null;
  }

  void begin(Connection connection, Request request) {
    try {
      connection.begin(request);
    } catch (IOException e) {
      drop(connection);
    }
  }

  /** Serves the sockets that are ready, waiting for one at most so long. */
  void poll(long nanosMax) throws IOException {
    reopen();
    if (options.transport() == Transport.UDP) {
      // Nobody answers, and a burst of a millisecond's datagrams would be more than a socket holds.
      LockSupport.parkNanos(Math.min(nanosMax, MILLISECOND));
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(nanosMax);
    if (nanosMax <= 0 || options.transport() == Transport.UDP) {
      selector.selectNow(this::serve);
    } else {
      selector.select(this::serve, Math.max(1, Math.min(millis, 100)));
    }
  }

  boolean unanswered() {
    return connections.stream().anyMatch(c -> c.open() > 0);
  }

  void abandon() {
    connections.forEach(Connection::abandon);
  }

  void close() throws IOException {
    connections.forEach(Connection::close);
    selector.close();
  }

  private void serve(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isConnectable()) {
        connection.finishConnect();
      }
      if (key.isReadable()) {
        connection.receive();
      }
      if (key.isValid() && key.isWritable()) {
        connection.flush();
      }
      if (connection.finished()) {
        replace(connection);
      }
    } catch (IOException | CancelledKeyException e) {
      drop(connection);
    }
  }

  /** At once, since nothing went wrong. */
  private void replace(Connection connection) throws IOException {
    drop(connection);
    if (options.requestsPerConnection() > 0 && missing > 0) {
      missing--;
      connect();
    }
  }

  private void drop(Connection connection) {
    connection.abandon();
    connection.close();
    if (connections.remove(connection)) {
      missing++;
      reopenAtNanos = System.nanoTime() + REOPEN_NANOS;
    }
  }

  private void connectUdp() throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.configureBlocking(false);
    channel.connect(options.target());
    SelectionKey key = channel.register(selector, 0);
    Connection connection = new UdpConnection(channel, key, exchange);
    key.attach(connection);
    connection.finishConnect();
    connections.add(connection);
  }

  private void reopen() {
    if (missing > 0 && System.nanoTime() >= reopenAtNanos) {
      int count = missing;
      missing = 0;
      for (int i = 0; i < count; i++) {
        try {
          connect();
        } catch (IOException e) {
          missing++;
          reopenAtNanos = System.nanoTime() + REOPEN_NANOS;
        }
      }
    }
  }

  private void connect() throws IOException {
    if (options.transport() == Transport.UDP) {
      connectUdp();
      return;
    }
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    boolean connected = channel.connect(options.target());
    SelectionKey key =
        channel.register(selector, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT);
    Connection connection =
        switch (options.transport()) {
          case HTTP -> new Http1Connection(channel, key, exchange, options.requestsPerConnection());
          case SCRIBE -> new ScribeConnection(channel, key, exchange);
          default -> new GrpcConnection(channel, key, exchange, options.inFlight());
        };
    key.attach(connection);
    connections.add(connection);
    if (connected) {
      connection.finishConnect();
    }
  }
}
