package io.spanweir.bench.generator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client connection: one request, then its answer, then the next, until it has carried
 * as many as it may.
 */
final class Http1Connection extends Connection {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final ByteBuffer input = ByteBuffer.allocate(8192);
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private @Nullable Request current;
  private boolean sent;
  private boolean leaving;
  private int requestsLeft;

  /**
   * Takes over an opened channel.
   *
   * @param requests after which the connection is closed; 0 for no end
   */
  Http1Connection(SocketChannel channel, SelectionKey key, Exchange exchange, int requests) {
    super(channel, key, exchange);
    requestsLeft = requests == 0 ? Integer.MAX_VALUE : requests;
  }

  @Override
  boolean free() {
    return current == null && !leaving && connected();
  }

  @Override
  boolean finished() {
    return leaving && current == null;
  }

  @Override
  int open() {
    return current == null ? 0 : 1;
  }

  @Override
  void begin(Request request) throws IOException {
    current = request;
    sent = false;
    request.image.bytes().clear();
    flush();
  }

  @Override
  void flush() throws IOException {
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
  void receive() throws IOException {
    while (true) {
      input.clear();
      int read = read(input);
      if (read < 0) {
        throw new IOException("the peer closed the connection");
      }
      if (read == 0) {
        return;
      }
      answer.write(input.array(), 0, read);
      Http1Answer whole = Http1Answer.parse(answer.toByteArray());
      if (whole != null) {
        answer.reset();
        finish(whole);
      }
    }
  }

  @Override
  void abandon() {
    Request request = current;
    if (request != null) {
      current = null;
      if (!sent) {
        exchange().sent(request.image);
      }
      exchange().answered(request, Outcome.FAILED, 0);
    }
  }

  private void finish(Http1Answer whole) throws IOException {
    Request request = current;
    if (request == null) {
      throw new IOException("an answer that nobody asked for");
    }
    current = null;
    leaving = whole.close() || --requestsLeft == 0;
    Outcome outcome =
        switch (whole.status()) {
          case OK, ACCEPTED -> Outcome.ACCEPTED;
          case TOO_MANY_REQUESTS, UNAVAILABLE -> Outcome.REFUSED;
          default -> Outcome.FAILED;
        };
    long rejected = whole.status() == OK ? PartialSuccess.rejectedSpans(whole.body(), 0) : 0;
    if (!sent) {
      leaving = true;
      exchange().sent(request.image);
    }
    exchange().answered(request, outcome, rejected);
  }
}
