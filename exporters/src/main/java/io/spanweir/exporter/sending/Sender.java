package io.spanweir.exporter.sending;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ClientInfo;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts one framed request on the wire and says what came back: the protocol of an exporter, without
 * queue, retry or timeout. All calls but callbacks come from one loop.
 */
public interface Sender {
  /**
   * Gets ready to send. Does not connect: a backend that is down at start is no error.
   *
   * @throws IOException with a message for the operator when it can never work, such as a
   *     certificate file that can't be read
   */
  default void start() throws IOException {}

  /**
   * Begins one attempt; returns at once and never throws for data.
   *
   * @param framed the request. Its bytes stay valid until the callback or {@link Attempt#cancel};
   *     who reads them longer retains the chunk.
   * @param spans how many spans are in it
   * @param callback gets one result, on any thread, possibly during this call; ignored after {@code
   *     cancel}
   */
  Attempt send(Chunk framed, int spans, Callback callback);

  /**
   * The same for a request whose spans are known to come from one client; senders that say who they
   * are may say it of the client.
   *
   * @param client null if nobody knows
   */
  default Attempt send(Chunk framed, int spans, @Nullable ClientInfo client, Callback callback) {
    return send(framed, spans, callback);
  }

  /** Begins to end all connections. What is under way has been cancelled. */
  default void close() {}

  /**
   * Whether all that {@link #close} began has ended, which it does soon: until then the event loops
   * are still asked for something. Any thread.
   */
  default boolean isClosed() {
    return true;
  }

  /** Takes the result of one attempt. Any thread. */
  interface Callback {
    void done(SendResult result);
  }

  /** An attempt under way. */
  interface Attempt {
    /** Gives it up; whatever comes back is ignored. Safe when it is over. */
    void cancel();
  }
}
