package io.spanweir.core.door;

import io.spanweir.core.inflate.Inflate;
import java.util.zip.CRC32;
import java.util.zip.ZipException;

/** Gzip (RFC 1952). Members may follow each other, as the RFC allows. */
final class Gunzip implements BodyDecoder {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int MAGIC = 0x8b1f;
  private static final int DEFLATE = 8;
  private static final int FLAG_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;

  private final Inflate inflate = new Inflate();
  private final CRC32 crc = new CRC32();
  private final BodyBytes body = new BodyBytes("gzip");
  private boolean inMember;
  private long memberBytesOut;

  @Override
  public void begin(byte[] encoded, int length) {
    body.begin(encoded, length);
    inMember = false;
  }

  /** What the last member says, modulo 2^32. */
  @Override
  public long claimedBytes() {
    return body.left() < HEADER_BYTES + TRAILER_BYTES ? 0 : body.lastInt() & 0xffff_ffffL;
  }

  @Override
  public int inflate(byte[] target, int offset, int length) throws ZipException {
    while (true) {
      if (!inMember) {
        if (body.left() == 0 && !body.isEmpty()) {
          return 0;
        }
        beginMember();
      }
      int count = body.inflate(inflate, target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        memberBytesOut += count;
        return count;
      }
      endMember();
    }
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

  private void beginMember() throws ZipException {
    if (body.unsigned16() != MAGIC || body.unsigned8() != DEFLATE) {
      throw body.malformed("it does not begin like one");
    }
    int flags = body.unsigned8();
    if ((flags & FLAGS_RESERVED) != 0) {
      throw body.malformed("reserved flags are set");
    }
    body.skip(HEADER_BYTES - 4);
    if ((flags & FLAG_EXTRA) != 0) {
      body.skip(body.unsigned16());
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_CRC) != 0) {
      body.skip(Short.BYTES);
    }
    body.beginDeflate(inflate);
    crc.reset();
    memberBytesOut = 0;
    inMember = true;
  }

  private void skipText() throws ZipException {
    int next;
    do {
      next = body.unsigned8();
    } while (next != 0);
  }

  private void endMember() throws ZipException {
    body.endDeflate(inflate);
    int checksum = body.int32();
    if (checksum != (int) crc.getValue() || body.int32() != (int) memberBytesOut) {
      throw body.malformed("its checksum is wrong");
    }
    inMember = false;
  }
}
