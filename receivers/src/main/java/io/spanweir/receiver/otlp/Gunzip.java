package io.spanweir.receiver.otlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Takes gzip (RFC 1952) apart as its bytes come, into the array that will hold the result: no
 * stream, no buffer in between. Knows nothing of limits on size, which are its caller's; what it
 * does know is a bomb: past {@link #FREE_BYTES} a body may not be more than {@link #RATIO_MAX}
 * times what came over the wire. OTLP with its random ids inflates some tenfold; deflate's limit,
 * which only nonsense reaches, is 1032.
 *
 * <p>Members may follow each other, as the RFC allows. Not thread safe. Holds memory off the heap
 * until {@link #end}.
 */
final class Gunzip {
  static final int RATIO_MAX = 250;
  static final int FREE_BYTES = 1 << 20;

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

  /** More bytes come out than the bytes that went in can mean. */
  static final class BombException extends ZipException {
    private static final long serialVersionUID = 1L;

    BombException() {
      super("the body inflates more than " + RATIO_MAX + " times");
    }
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
  private long bytesOut;

  Gunzip() {
    expect(State.HEADER, HEADER_BYTES);
  }

  /** Gives the next bytes; those before must be used up: {@link #inflate} returned 0. */
  void input(ByteBuffer bytes) {
    input = bytes;
    bytesIn += bytes.remaining();
  }

  /**
   * Inflates into {@code target}.
   *
   * @param length at least 1
   * @return how many bytes were written; 0 when the input is used up
   */
  int inflate(byte[] target, int offset, int length) throws ZipException {
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

  /** Whether what came so far is whole: a last member has ended and no other has begun. */
  boolean complete() {
    return state == State.HEADER && fixed.position() == 0 && bytesIn > 0;
  }

  /** Ready for another body. */
  void reset() {
    input = EMPTY;
    bytesIn = 0;
    bytesOut = 0;
    inflater.reset();
    expect(State.HEADER, HEADER_BYTES);
  }

  /** Gives the memory back; nothing else may be called after it. */
  void end() {
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
      bytesOut += count;
      if (bytesOut > FREE_BYTES && bytesOut / RATIO_MAX > bytesIn) {
        throw new BombException();
      }
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
