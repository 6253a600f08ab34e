package io.spanweir.core.door;

import io.netty.buffer.ByteBuf;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;

/**
 * The body of one HTTP request at a time, on its way from the socket's buffers into a chunk, as it
 * is encoded. Memory is leased as bytes come, not as they are announced. On its event loop.
 */
final class HttpBody {
  /** What is leased at least on the word of a sender that announced its length. */
  private static final int TRUSTED_BYTES = 64 << 10;

  /** By what the memory leased on a sender's word may exceed the bytes that came. */
  private static final int TRUSTED_TIMES = 8;

  private final ChunkPool pool;
  private BodyBuffer buffer;
  private int bytesMax;
  private long announcedBytes;
  private String problem = "";

  HttpBody(ChunkPool pool) {
    this.pool = pool;
    this.buffer = new BodyBuffer(pool, 0);
  }

  /** Makes ready for a body; what came before is taken or let go of. */
  void begin(HttpHead head) {
    int max = head.tenant().service().rules().bodyBytesMax();
    if (max != bytesMax) {
      bytesMax = max;
      buffer = new BodyBuffer(pool, max);
    }
    announcedBytes = Math.max(0, head.declaredBytes());
  }

  /** Takes the next bytes. @return how that went, {@link Outcome#ACCEPTED} if well */
  Outcome add(ByteBuf bytes) {
    int count = bytes.readableBytes();
    if (count == 0) {
      return Outcome.ACCEPTED;
    }
    Outcome room = room(count);
    if (room == Outcome.ACCEPTED) {
      bytes.readBytes(buffer.bytes(), buffer.length(), count);
      buffer.wrote(count);
    }
    return room;
  }

  private Outcome room(int more) {
    long came = buffer.length() + (long) more;
    long hint = Math.min(announcedBytes, Math.max(TRUSTED_BYTES, TRUSTED_TIMES * came));
    return switch (buffer.room(more, hint)) {
      case THERE -> Outcome.ACCEPTED;
      case TOO_LARGE -> failed(Outcome.TOO_LARGE, "the body is too long");
      case NONE -> failed(Outcome.NO_ROOM, "no memory for the body now");
    };
  }

  /** Says that all bytes have come. @return whether there is a body to take */
  Outcome end() {
    return buffer.length() == 0 ? room(0) : Outcome.ACCEPTED;
  }

  /** Why the last step failed. */
  String problem() {
    return problem;
  }

  /** Bytes so far. */
  int length() {
    return buffer.length();
  }

  /** The whole body; its lease is the caller's. After {@link #end}. */
  Chunk take() {
    return buffer.take();
  }

  /** Lets go of what came. */
  void clear() {
    buffer.clear();
  }

  private Outcome failed(Outcome outcome, String why) {
    problem = why;
    return outcome;
  }
}
