package io.spanweir.core.door;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Gzip (RFC 1952), into the array that will hold the result: no stream, no buffer in between.
 * Members may follow each other, as the RFC allows.
 */
final class Gunzip implements BodyDecoder {
  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int DEFLATE = 8;
  private static final int FLAG_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private enum State {
    HEADER,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CRC,
    BODY,
    TRAILER
  }

  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final ByteBuffer fixed = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private ByteBuffer input = EMPTY;
  private State state = State.HEADER;
  private int flags;
  private int toSkip;
  private long memberBytesOut;
  private long bytesIn;

  Gunzip() {
    expect(State.HEADER, HEADER_BYTES);
  }

  @Override
  public void input(ByteBuffer bytes) {
    input = bytes;
    bytesIn += bytes.remaining();
  }

  /** What the last member says, modulo 2^32. */
  @Override
  public long claimedBytes(ByteBuffer encoded) {
    if (encoded.remaining() < HEADER_BYTES + TRAILER_BYTES) {
      return 0;
    }
    return Integer.reverseBytes(encoded.getInt(encoded.limit() - Integer.BYTES)) & 0xffff_ffffL;
  }

  @Override
  public int inflate(byte[] target, int offset, int length) throws ZipException {
    while (true) {
      if (state == State.BODY) {
        int count = inflateBody(target, offset, length);
        if (count > 0) {
          return count;
        }
        if (!inflater.finished()) {
          return 0;
        }
        expect(State.TRAILER, TRAILER_BYTES);
      } else if (!input.hasRemaining()) {
        return 0;
      } else {
        step();
      }
    }
  }

  /** A last member has ended and no other has begun. */
  @Override
  public boolean complete() {
    return state == State.HEADER && fixed.position() == 0 && bytesIn > 0;
  }

  @Override
  public void reset() {
    input = EMPTY;
    bytesIn = 0;
    inflater.reset();
    expect(State.HEADER, HEADER_BYTES);
  }

  @Override
  public void end() {
    input = EMPTY;
    inflater.end();
  }

  private int inflateBody(byte[] target, int offset, int length) throws ZipException {
    try {
      if (inflater.needsInput()) {
        inflater.setInput(input);
      }
      int count = inflater.inflate(target, offset, length);
      if (inflater.needsDictionary()) {
        throw new ZipException("the body is no gzip: it asks for a dictionary");
      }
      crc.update(target, offset, count);
      memberBytesOut += count;
      return count;
    } catch (DataFormatException e) {
      throw malformed(e.getMessage() == null ? "its blocks are broken" : e.getMessage());
    }
  }

  private void step() throws ZipException {
    switch (state) {
      case HEADER -> {
        if (fill()) {
          header();
        }
      }
      case EXTRA_LENGTH -> {
        if (fill()) {
          toSkip = fixed.getShort(0) & 0xffff;
          state = State.EXTRA;
          skipExtra();
        }
      }
      case EXTRA -> skipExtra();
      case NAME, COMMENT -> {
        if (input.get() == 0) {
          afterHeaderPart();
        }
      }
      case HEADER_CRC -> {
        if (fill()) {
          afterHeaderPart();
        }
      }
      case TRAILER -> {
        if (fill()) {
          trailer();
        }
      }
      case BODY -> throw new IllegalStateException("the body is not stepped over");
    }
  }

  private void header() throws ZipException {
    if ((fixed.getShort(0) & 0xffff) != 0x8b1f || fixed.get(2) != DEFLATE) {
      throw malformed("it does not begin like one");
    }
    flags = fixed.get(3) & 0xff;
    if ((flags & FLAGS_RESERVED) != 0) {
      throw malformed("reserved flags are set");
    }
    afterHeaderPart();
  }

  /** Goes to the next optional part of the header, forgetting the flag that announced it. */
  private void afterHeaderPart() {
    if (take(FLAG_EXTRA)) {
      expect(State.EXTRA_LENGTH, 2);
    } else if (take(FLAG_NAME)) {
      state = State.NAME;
    } else if (take(FLAG_COMMENT)) {
      state = State.COMMENT;
    } else if (take(FLAG_CRC)) {
      expect(State.HEADER_CRC, 2);
    } else {
      inflater.reset();
      crc.reset();
      memberBytesOut = 0;
      state = State.BODY;
    }
  }

  private boolean take(int flag) {
    boolean set = (flags & flag) != 0;
    flags &= ~flag;
    return set;
  }

  private void skipExtra() {
    int count = Math.min(toSkip, input.remaining());
    input.position(input.position() + count);
    toSkip -= count;
    if (toSkip == 0) {
      afterHeaderPart();
    }
  }

  private void trailer() throws ZipException {
    if (fixed.getInt(0) != (int) crc.getValue() || fixed.getInt(4) != (int) memberBytesOut) {
      throw malformed("its checksum is wrong");
    }
    expect(State.HEADER, HEADER_BYTES);
  }

  private void expect(State next, int bytes) {
    state = next;
    fixed.clear().limit(bytes);
  }

  /** Moves input to the fixed part that is being read; true when it is all there. */
  private boolean fill() {
    while (fixed.hasRemaining() && input.hasRemaining()) {
      fixed.put(input.get());
    }
    return !fixed.hasRemaining();
  }

  private static ZipException malformed(String problem) {
    return new ZipException("the body is no gzip: " + problem);
  }
}
