package io.spanweir.core.door;

import io.spanweir.core.inflate.Inflate;
import java.util.zip.Adler32;
import java.util.zip.ZipException;

/**
 * Deflate in zlib's frame (RFC 1950), which is what HTTP means by it, and bare (RFC 1951), which is
 * what some senders mean. The two are told apart by the first two bytes of the body: bare ones
 * begin like zlib's only by an empty block that nobody writes.
 */
final class Undeflate implements BodyDecoder {
  private static final int HEADER_BYTES = 2;
  private static final int DEFLATE = 8;
  private static final int WINDOW_LOG_MAX = 7;
  private static final int CHECK_MODULUS = 31;
  private static final int FLAG_DICTIONARY = 0x20;

  private final Inflate inflate = new Inflate();
  private final Adler32 adler = new Adler32();
  private final BodyBytes body = new BodyBytes("deflate");
  private boolean bare;
  private boolean begun;
  private boolean ended;

  @Override
  public void begin(byte[] encoded, int length) {
    body.begin(encoded, length);
    bare = length >= HEADER_BYTES && !isFramed(body.peek(0), body.peek(1));
    adler.reset();
    begun = false;
    ended = false;
  }

  private static boolean isFramed(int method, int flags) {
    return (method & 0x0f) == DEFLATE
        && method >> 4 <= WINDOW_LOG_MAX
        && ((method << Byte.SIZE) | flags) % CHECK_MODULUS == 0;
  }

  @Override
  public long claimedBytes() {
    return 0;
  }

  @Override
  public int inflate(byte[] target, int offset, int length) throws ZipException {
    if (!begun) {
      header();
    }
    int count = ended ? 0 : body.inflate(inflate, target, offset, length);
    if (count > 0) {
      adler.update(target, offset, count);
    } else if (!ended) {
      trailer();
    }
    return count;
  }

  private void header() throws ZipException {
    if (!bare) {
      int flags = body.peek(1);
      body.skip(HEADER_BYTES);
      if ((flags & FLAG_DICTIONARY) != 0) {
        throw body.malformed("it asks for a dictionary");
      }
    }
    body.beginDeflate(inflate);
    begun = true;
  }

  private void trailer() throws ZipException {
    body.endDeflate(inflate);
    if (!bare && Integer.reverseBytes(body.int32()) != (int) adler.getValue()) {
      throw body.malformed("its checksum is wrong");
    }
    if (body.left() > 0) {
      throw body.malformed("it goes on behind its end");
    }
    ended = true;
  }

  @Override
  public void reset() {
    body.forget();
    inflate.forget();
  }

  @Override
  public void end() {
    reset();
  }
}
