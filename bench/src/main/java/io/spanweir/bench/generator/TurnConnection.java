package io.spanweir.bench.generator;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A connection that has one request, then its answer, then the next. */
abstract class TurnConnection extends Connection {
  private @Nullable Request current;
  private boolean sent;

  TurnConnection(SocketChannel channel, SelectionKey key, Exchange exchange) {
    super(channel, key, exchange);
  }

  @Override
  boolean free() {
    return current == null && connected();
  }

  @Override
  final int open() {
    return current == null ? 0 : 1;
  }

  @Override
  final void begin(Request request) throws IOException {
    current = request;
    sent = false;
    request.image.bytes().clear();
    flush();
  }

  @Override
  final void flush() throws IOException {
    Request request = current;
    if (!connected() || request == null || sent) {
      wantWrite(false);
      return;
    }
    sent = write(request.image.bytes());
    wantWrite(!sent);
    if (sent) {
      exchange().sent(request.image);
    }
  }

  @Override
  final void abandon() {
    Request request = current;
    if (request != null) {
      current = null;
      if (!sent) {
        exchange().sent(request.image);
      }
      exchange().answered(request, Outcome.FAILED, 0);
    }
  }

  /** Whether all of the request is out. */
  final boolean isSent() {
    return sent;
  }

  /** The request that has its answer now; the next may begin. */
  final Request answered() throws IOException {
    Request request = current;
    if (request == null) {
      throw new IOException("an answer that nobody asked for");
    }
    current = null;
    return request;
  }
}
