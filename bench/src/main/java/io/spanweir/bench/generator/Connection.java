package io.spanweir.bench.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One non-blocking connection to the system under test. Lives on the generator's thread. */
abstract class Connection {
  private final ByteChannel channel;
  private final SelectionKey key;
  private final Exchange exchange;

  Connection(ByteChannel channel, SelectionKey key, Exchange exchange) {
    this.channel = channel;
    this.key = key;
    this.exchange = exchange;
  }

  /** Whether a request may begin now. */
  abstract boolean free();

  /** Takes a request and sends what can be sent of it at once. */
  abstract void begin(Request request) throws IOException;

  /** Sends what can be sent. */
  abstract void flush() throws IOException;

  /** Reads what has arrived. */
  abstract void receive() throws IOException;

  /** Gives up every request that has no answer. */
  abstract void abandon();

  /** Returns the requests that have no answer yet. */
  abstract int open();

  /** Whether the peer asked to leave and nothing is left to wait for. */
  boolean finished() {
    return false;
  }

  final Exchange exchange() {
    return exchange;
  }

  final int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  /** Writes what the socket takes; says whether that was all. */
  final boolean write(ByteBuffer from) throws IOException {
    channel.write(from);
    return !from.hasRemaining();
  }

  final void wantWrite(boolean want) {
    int ops = want ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  final boolean connected() {
    boolean established = !(channel instanceof SocketChannel tcp) || tcp.isConnected();
    return established && key.isValid();
  }

  final void finishConnect() throws IOException {
    if (channel instanceof SocketChannel tcp) {
      tcp.finishConnect();
    }
    wantWrite(true);
  }

  final void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException ignored) {
      // A connection that cannot be closed is closed.
    }
  }
}
