package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of a Thrift message in the binary protocol, in the strict form or the one before it:
 * which method, called how, and by which number. Reusable; not thread safe.
 */
final class ScribeMessage {
  static final int CALL = 1;
  static final int REPLY = 2;
  static final int EXCEPTION = 3;
  static final int ONEWAY = 4;

  static final int VERSION_1 = 0x8001_0000;

  /** No method of anybody has a longer name; Finagle's probe has 27 bytes. */
  static final int NAME_BYTES_MAX = 256;

  private static final int VERSION_MASK = 0xffff_0000;
  private static final String LOG = "Log";
  private static final byte[] LOG_BYTES = LOG.getBytes(StandardCharsets.US_ASCII);

  private final ThriftReader in = new ThriftReader();
  private String name = LOG;
  private boolean strict;
  private int type;
  private int sequence;
  private int argumentsFrom;

  /**
   * Reads the head of {@code bytes[0, to)}, which may break off behind it.
   *
   * @throws MalformedException when it is no message, or not one that calls
   */
  void read(byte[] bytes, int to) throws MalformedException {
    in.reset(bytes, 0, to);
    int first = in.i32();
    strict = first < 0;
    if (strict) {
      if ((first & VERSION_MASK) != VERSION_1) {
        throw new MalformedException("a Thrift message of an unknown version", 0);
      }
      type = first & 0xff;
      name(in.i32());
    } else {
      name(first);
      type = in.i8();
    }
    sequence = in.i32();
    argumentsFrom = in.position();
    if (type != CALL && type != ONEWAY) {
      throw new MalformedException("a Thrift message that is no call", 0);
    }
  }

  private void name(int length) throws MalformedException {
    if (length < 0 || length > NAME_BYTES_MAX) {
      throw in.malformed("a method's name of " + Integer.toUnsignedString(length) + " bytes");
    }
    int from = in.position();
    in.skipBytes(length);
    boolean isLog = Arrays.equals(in.bytes(), from, from + length, LOG_BYTES, 0, LOG_BYTES.length);
    name = isLog ? LOG : new String(in.bytes(), from, length, StandardCharsets.ISO_8859_1);
  }

  /** Whether it is Scribe's only method. */
  boolean isLog() {
    return name.equals(LOG);
  }

  /** Whether it wants an answer. */
  boolean wantsAnswer() {
    return type == CALL;
  }

  /** Whether it, and so its answer, says which version it is. */
  boolean strict() {
    return strict;
  }

  int sequence() {
    return sequence;
  }

  /** Each of its bytes as a character, whatever it means. */
  String name() {
    return name;
  }

  /** Where the arguments begin. */
  int argumentsFrom() {
    return argumentsFrom;
  }
}
