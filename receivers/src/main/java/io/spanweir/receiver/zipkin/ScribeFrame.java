package io.spanweir.receiver.zipkin;

import io.netty.buffer.ByteBuf;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;

/**
 * One frame after the other on its way from the socket's buffers into a chunk: four bytes of
 * length, then so many bytes. Memory is leased as bytes come, not as they are announced; where
 * there is none the frame is read and thrown away, all but its head, so that its sender can be
 * told. On its event loop.
 */
final class ScribeFrame {
  /** What is leased at least on the word of a sender that announced its length. */
  private static final int TRUSTED_BYTES = 64 << 10;

  /** By what the memory leased on a sender's word may exceed the bytes that came. */
  private static final int TRUSTED_TIMES = 8;

  /** The longest head of a message, in either form, is a little shorter. */
  private static final int HEAD_BYTES = ScribeMessage.NAME_BYTES_MAX + 16;

  private final int bytesMax;
  private final BodyBuffer buffer;
  private final byte[] head = new byte[HEAD_BYTES];
  private int lengthBytes;
  private int length;
  private int came;
  private boolean lost;

  /** How reading went. */
  enum Step {
    /** All bytes at hand are read. */
    MORE,
    WHOLE,
    /** It is announced as longer than it may be, or as empty. */
    WRONG_LENGTH
  }

  ScribeFrame(ChunkPool pool, int bytesMax) {
    this.bytesMax = bytesMax;
    buffer = new BodyBuffer(pool, bytesMax);
  }

  /** Reads on, to the end of the frame at most. */
  Step read(ByteBuf in) {
    while (lengthBytes < Integer.BYTES && in.isReadable()) {
      length = length << Byte.SIZE | in.readUnsignedByte();
      lengthBytes++;
    }
    if (lengthBytes < Integer.BYTES) {
      return Step.MORE;
    }
    if (length <= 0 || length > bytesMax) {
      return Step.WRONG_LENGTH;
    }
    int count = Math.min(in.readableBytes(), length - came);
    if (came < HEAD_BYTES) {
      in.getBytes(in.readerIndex(), head, came, Math.min(count, HEAD_BYTES - came));
    }
    store(in, count);
    came += count;
    return came == length ? Step.WHOLE : Step.MORE;
  }

  private void store(ByteBuf in, int count) {
    long hint = Math.min(length, Math.max(TRUSTED_BYTES, TRUSTED_TIMES * (came + (long) count)));
    if (!lost && buffer.room(count, hint) == BodyBuffer.Room.THERE) {
      in.readBytes(buffer.bytes(), buffer.length(), count);
      buffer.wrote(count);
    } else {
      lost = true;
      buffer.clear();
      in.skipBytes(count);
    }
  }

  /** Whether some of one is there. */
  boolean isBegun() {
    return lengthBytes > 0;
  }

  /** Bytes that it has, as it says. */
  int length() {
    return length;
  }

  /** Bytes that came so far. */
  int came() {
    return came;
  }

  /** Whether there was no memory for it. */
  boolean isLost() {
    return lost;
  }

  /** Its first bytes, of which {@link #headLength} count. */
  byte[] head() {
    return head;
  }

  int headLength() {
    return Math.min(came, HEAD_BYTES);
  }

  /** A whole one, whose lease is the caller's. */
  Chunk take() {
    return buffer.take();
  }

  /** Makes ready for the next; what is still here of this one is let go of. */
  void next() {
    buffer.clear();
    lengthBytes = 0;
    length = 0;
    came = 0;
    lost = false;
  }
}
