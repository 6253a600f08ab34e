package io.spanweir.receiver.zipkin;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.Outcome;
import org.jspecify.annotations.Nullable;

/** What is done with the messages of one channel, on one thread of the door at a time. */
final class RabbitConsumer extends DefaultConsumer {
  private static final int ABORT_MILLIS = 2_000;

  private final RabbitDoor door;

  RabbitConsumer(RabbitDoor door, Channel channel) {
    super(channel);
    this.door = door;
  }

  @Override
  public void handleDelivery(
      String consumerTag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
    if (!door.enter()) {
      // It goes back to the queue when the connection closes.
      return;
    }
    Message message = new Message(envelope.getDeliveryTag(), body.length);
    if (body.length > door.bodyBytesMax()) {
      message.answer(Outcome.TOO_LARGE, 0, "a message of " + body.length + " bytes", 0);
      return;
    }
    Chunk chunk = door.chunks().lease(body.length);
    if (chunk == null) {
      String text = "no memory for the message now";
      message.answer(Outcome.NO_ROOM, 0, text, door.intake().retryAfterNanos());
      return;
    }
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    door.intake().take(chunk, message);
  }

  /** The broker ended it: its queue was deleted, say. */
  @Override
  public void handleCancel(String consumerTag) {
    getChannel()
        .getConnection()
        .abort(AMQP.REPLY_SUCCESS, "the consumer was cancelled", ABORT_MILLIS);
  }

  /** A message on its way. */
  private final class Message implements Answerer {
    private final long tag;
    private final int bytes;

    Message(long tag, int bytes) {
      this.tag = tag;
      this.bytes = bytes;
    }

    @Override
    public void answer(
        Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
      door.metrics().request(outcome, bytes, text);
      if (outcome.retryable()) {
        door.giveBack(getChannel(), tag, retryAfterNanos);
      } else {
        // What is no good now is no good the next time.
        door.acknowledge(getChannel(), tag);
      }
    }
  }
}
