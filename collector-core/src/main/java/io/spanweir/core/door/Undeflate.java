package io.spanweir.core.door;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Deflate in zlib's frame (RFC 1950), which is what HTTP means by it, and bare (RFC 1951), which is
 * what some senders mean. The two are told apart by the first two bytes of the body: bare ones
 * begin like zlib's only by an empty block that nobody writes.
 */
final class Undeflate implements BodyDecoder {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
  private static final int HEADER_BYTES = 2;

  private Inflater inflater = new Inflater();
  private boolean bare;
  private boolean begun;
  private ByteBuffer input = EMPTY;

  @Override
  public void input(ByteBuffer bytes) {
    if (!begun) {
      begin(isBare(bytes));
    }
    input = bytes;
    inflater.setInput(bytes);
  }

  private void begin(boolean asBare) {
    begun = true;
    if (bare != asBare) {
      inflater.end();
      inflater = new Inflater(asBare);
      bare = asBare;
    }
  }

  private static boolean isBare(ByteBuffer bytes) {
    if (bytes.remaining() < HEADER_BYTES) {
      return false;
    }
    int method = bytes.get(bytes.position()) & 0xff;
    int flags = bytes.get(bytes.position() + 1) & 0xff;
    return (method & 0x0f) != 8 || method >> 4 > 7 || ((method << 8) | flags) % 31 != 0;
  }

  @Override
  public long claimedBytes(ByteBuffer encoded) {
    return 0;
  }

  @Override
  public int inflate(byte[] target, int offset, int length) throws ZipException {
    try {
      int count = inflater.inflate(target, offset, length);
      if (count == 0 && inflater.needsDictionary()) {
        throw new ZipException("the body is no deflate: it asks for a dictionary");
      }
      if (count == 0 && inflater.finished() && input.hasRemaining()) {
        throw new ZipException("the body is no deflate: it goes on behind its end");
      }
      return count;
    } catch (DataFormatException e) {
      String reason = e.getMessage() == null ? "its blocks are broken" : e.getMessage();
      throw new ZipException("the body is no deflate: " + reason);
    }
  }

  @Override
  public boolean complete() {
    return inflater.finished();
  }

  @Override
  public void reset() {
    inflater.reset();
    input = EMPTY;
    begun = false;
  }

  @Override
  public void end() {
    inflater.end();
  }
}
