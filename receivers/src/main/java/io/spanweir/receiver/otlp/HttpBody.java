package io.spanweir.receiver.otlp;

import io.netty.buffer.ByteBuf;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import java.nio.ByteBuffer;
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

  private final DoorLoop loop;
  private final BodyBuffer buffer;
  private @Nullable Gunzip gunzip;
  private long announcedBytes;
  private long wireBytes;
  private int inflatesBy;
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

  /** Takes the next bytes. @return how that went, {@link Outcome#ACCEPTED} if well */
  Outcome add(ByteBuf bytes) {
    if (!bytes.isReadable()) {
      return Outcome.ACCEPTED;
    }
    wireBytes += bytes.readableBytes();
    return gunzip == null ? copy(bytes) : inflate(gunzip, bytes);
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
      for (ByteBuffer piece : bytes.nioBuffers()) {
        inflating.input(piece);
        int count;
        do {
          // A full body gets room for one byte more than it may have: only a byte that comes
          // shows that it is too long.
          Outcome room = buffer.free() > 0 ? Outcome.ACCEPTED : room(1);
          if (room == Outcome.TOO_LARGE) {
            byte[] one = new byte[1];
            if (inflating.inflate(one, 0, 1) == 0) {
              break;
            }
          }
          if (room != Outcome.ACCEPTED) {
            return room;
          }
          count = inflating.inflate(buffer.bytes(), buffer.length(), buffer.free());
          buffer.wrote(count);
        } while (count > 0);
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
