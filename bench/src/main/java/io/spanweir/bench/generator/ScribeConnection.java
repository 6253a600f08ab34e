package io.spanweir.bench.generator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A client of Scribe: one framed call, then its answer, then the next. */
final class ScribeConnection extends TurnConnection {
  /** Frame, version, name, sequence; then the answer's one field, and its end. */
  private static final int ANSWER_BYTES = 4 + 4 + 4 + 3 + 4 + 7 + 1;

  private static final int MESSAGE_TYPE = 7;
  private static final int REPLY = 2;
  private static final int RESULT = ANSWER_BYTES - 5;
  private static final int OK = 0;
  private static final int TRY_LATER = 1;

  private final ByteBuffer input = ByteBuffer.allocate(8192);

  ScribeConnection(SocketChannel channel, SelectionKey key, Exchange exchange) {
    super(channel, key, exchange);
  }

  @Override
  void receive() throws IOException {
    int read;
    while ((read = read(input)) > 0) {
      if (input.position() >= Integer.BYTES && input.position() >= input.getInt(0) + 4) {
        finish(outcome(input.getInt(0) + 4));
        input.clear();
      }
    }
    if (read < 0) {
      throw new IOException("the peer closed the connection");
    }
  }

  private Outcome outcome(int length) {
    if (length != ANSWER_BYTES || input.get(MESSAGE_TYPE) != REPLY) {
      return Outcome.FAILED;
    }
    return switch (input.getInt(RESULT)) {
      case OK -> Outcome.ACCEPTED;
      case TRY_LATER -> Outcome.REFUSED;
      default -> Outcome.FAILED;
    };
  }

  private void finish(Outcome outcome) throws IOException {
    if (!isSent()) {
      throw new IOException("an answer that nobody asked for");
    }
    exchange().answered(answered(), outcome, 0);
  }
}
