package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The body of one HTTP request at a time, on its way from the socket's buffers into a chunk:
 * copied, or inflated, once. Memory is leased as bytes come, not as they are announced. On its
 * event loop.
 */
final class HttpBody {
  /** What is leased at least on the word of a sender that announced its length. */
  private static final int TRUSTED_BYTES = 64 << 10;

  /** By what the memory leased on a sender's word may exceed the bytes that came. */
  private static final int TRUSTED_TIMES = 8;

  /** By what a gzipped body is first guessed to grow. */
  private static final int INFLATES_BY = 8;

  /** What is inflated in one go; then others on the loop get their turn. */
  private static final int INFLATED_AT_ONCE = 1 << 20;

  private final DoorLoop loop;
  private final BodyBuffer buffer;
  private @Nullable Gunzip gunzip;
  private long announcedBytes;
  private long wireBytes;
  private int inflatesBy;
  private boolean unfinished;
  private String problem = "";

  HttpBody(DoorLoop loop, ChunkPool pool, int bytesMax) {
    this.loop = loop;
    this.buffer = new BodyBuffer(pool, bytesMax);
  }

  /** Makes ready for a body. @return how that went, {@link Outcome#ACCEPTED} if well */
  Outcome begin(HttpHead head) {
    inflatesBy = head.gzip() ? INFLATES_BY : 1;
    announcedBytes = Math.max(0, head.declaredBytes());
    wireBytes = 0;
    if (!head.gzip()) {
      return Outcome.ACCEPTED;
    }
    gunzip = loop.leaseGunzip();
    return gunzip == null
        ? failed(Outcome.NO_ROOM, "too many bodies are being inflated")
        : Outcome.ACCEPTED;
  }

  /**
   * Takes the next bytes. While {@link #unfinished} after it, they are not used up: they stay the
   * body's, and the same come again when others have had their turn.
   *
   * @return how that went, {@link Outcome#ACCEPTED} if well
   */
  Outcome add(ByteBuf bytes) {
    if (!bytes.isReadable()) {
      return Outcome.ACCEPTED;
    }
    if (!unfinished) {
      wireBytes += bytes.readableBytes();
    }
    return gunzip == null ? copy(bytes) : inflate(gunzip, bytes);
  }

  /** Whether the bytes given last hold more than one turn may inflate. */
  boolean unfinished() {
    return unfinished;
  }

  private Outcome copy(ByteBuf bytes) {
    int count = bytes.readableBytes();
    Outcome room = room(count);
    if (room == Outcome.ACCEPTED) {
      bytes.readBytes(buffer.bytes(), buffer.length(), count);
      buffer.wrote(count);
    }
    return room;
  }

  private Outcome inflate(Gunzip inflating, ByteBuf bytes) {
    try {
      if (!unfinished) {
        inflating.input(bytes.nioBuffer());
      }
      int end = buffer.length() + INFLATED_AT_ONCE;
      unfinished = true;
      while (unfinished && buffer.length() < end) {
        // A full body gets room for one byte more than it may have: only a byte that comes
        // shows that it is too long.
        Outcome room = buffer.free() > 0 ? Outcome.ACCEPTED : room(1);
        if (room == Outcome.TOO_LARGE && inflating.inflate(new byte[1], 0, 1) == 0) {
          unfinished = false;
        } else if (room != Outcome.ACCEPTED) {
          return room;
        } else {
          int most = Math.min(buffer.free(), end - buffer.length());
          int count = inflating.inflate(buffer.bytes(), buffer.length(), most);
          buffer.wrote(count);
          unfinished = count > 0;
        }
      }
      return Outcome.ACCEPTED;
    } catch (Gunzip.BombException e) {
      return failed(Outcome.TOO_LARGE, String.valueOf(e.getMessage()));
    } catch (ZipException e) {
      return failed(Outcome.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private Outcome room(int more) {
    long trusted = Math.max(TRUSTED_BYTES, TRUSTED_TIMES * wireBytes);
    long hint = Math.min(announcedBytes, trusted) * inflatesBy;
    return switch (buffer.room(more, hint)) {
      case THERE -> Outcome.ACCEPTED;
      case TOO_LARGE -> failed(Outcome.TOO_LARGE, "the body is too long");
      case NONE -> failed(Outcome.NO_ROOM, "no memory for the body now");
    };
  }

  /** Says that all bytes have come. @return whether they are a whole body */
  Outcome end() {
    if (gunzip != null && !gunzip.complete()) {
      return failed(Outcome.MALFORMED, "the body is no gzip: it breaks off");
    }
    giveBackGunzip();
    return buffer.length() == 0 ? room(0) : Outcome.ACCEPTED;
  }

  /** Why the last step failed. */
  String problem() {
    return problem;
  }

  /** Bytes so far, decompressed. */
  int length() {
    return buffer.length();
  }

  /** The whole body; its lease is the caller's. After {@link #end}. */
  Chunk take() {
    return buffer.take();
  }

  /** Lets go of what came. */
  void clear() {
    giveBackGunzip();
    buffer.clear();
  }

  private void giveBackGunzip() {
    unfinished = false;
    if (gunzip != null) {
      loop.giveBack(gunzip);
      gunzip = null;
    }
  }

  private Outcome failed(Outcome outcome, String why) {
    problem = why;
    return outcome;
  }
}
