package io.spanweir.receiver.zipkin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.door.Answerer;
import io.spanweir.core.door.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call, from the end of its frame to its answer. On the loop of its connection. */
final class ScribeCall implements Answerer {
  private final ScribeConnection connection;
  private final ScribeAnswer.@Nullable Head head;
  private final int bytes;
  private final long deadlineNanos;
  private @Nullable Chunk frame;
  private @Nullable ByteBuf answer;

  /**
   * @param head what its answer repeats; null if it wants none
   * @param bytes of its frame
   * @param deadlineNanos when it is answered at the latest
   */
  ScribeCall(
      ScribeConnection connection,
      ScribeAnswer.@Nullable Head head,
      int bytes,
      long deadlineNanos) {
    this.connection = connection;
    this.head = head;
    this.bytes = bytes;
    this.deadlineNanos = deadlineNanos;
  }

  ScribeConnection connection() {
    return connection;
  }

  /** Takes over its frame, until it is worked on. */
  void frame(Chunk whole) {
    frame = whole;
  }

  /** Whether its turn has not come. */
  boolean isWaiting() {
    return frame != null;
  }

  /** Its frame, which then is the caller's. */
  Chunk takeFrame() {
    Chunk whole = Objects.requireNonNull(frame, "no frame, or taken before");
    frame = null;
    return whole;
  }

  int bytes() {
    return bytes;
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public void answer(
      Outcome outcome, int rejectedSpans, @Nullable String text, long retryAfterNanos) {
    connection.onLoop(() -> connection.over(this, outcome, text));
  }

  /** Notes what it is answered, unless it has been told something already. */
  void say(ByteBufAllocator allocator, Outcome outcome, @Nullable String text) {
    if (answer == null && head != null) {
      answer = bytes(allocator, head, outcome, String.valueOf(text));
    }
  }

  private static ByteBuf bytes(
      ByteBufAllocator allocator, ScribeAnswer.Head head, Outcome outcome, String text) {
    return switch (outcome) {
      case ACCEPTED -> ScribeAnswer.result(allocator, head, ScribeAnswer.OK);
      case NO_ROOM, UNAVAILABLE -> ScribeAnswer.result(allocator, head, ScribeAnswer.TRY_LATER);
      case PREFLIGHT, NOT_FOUND ->
          ScribeAnswer.exception(allocator, head, ScribeAnswer.UNKNOWN_METHOD, text);
      case MALFORMED -> ScribeAnswer.exception(allocator, head, ScribeAnswer.PROTOCOL_ERROR, text);
      default -> ScribeAnswer.exception(allocator, head, ScribeAnswer.INTERNAL_ERROR, text);
    };
  }

  boolean isAnswered() {
    return answer != null;
  }

  /** The answer, which then is the caller's; null if there is none yet. */
  @Nullable ByteBuf takeAnswer() {
    return answer;
  }

  /** Nobody is there to be answered. */
  void drop() {
    if (answer != null) {
      answer.release();
    }
  }
}
