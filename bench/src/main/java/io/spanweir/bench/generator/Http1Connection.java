package io.spanweir.bench.generator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * An HTTP/1.1 client connection: one request, then its answer, then the next, until it has carried
 * as many as it may.
 */
final class Http1Connection extends TurnConnection {
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final ByteBuffer input = ByteBuffer.allocate(8192);
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
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
    return !leaving && super.free();
  }

  @Override
  boolean finished() {
    return leaving && open() == 0;
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

  private void finish(Http1Answer whole) throws IOException {
    Request request = answered();
    leaving = whole.close() || --requestsLeft == 0;
    Outcome outcome =
        switch (whole.status()) {
          case OK, ACCEPTED -> Outcome.ACCEPTED;
          case TOO_MANY_REQUESTS, UNAVAILABLE -> Outcome.REFUSED;
          default -> Outcome.FAILED;
        };
    long rejected = whole.status() == OK ? PartialSuccess.rejectedSpans(whole.body(), 0) : 0;
    if (!isSent()) {
      leaving = true;
      exchange().sent(request.image);
    }
    exchange().answered(request, outcome, rejected);
  }
}
