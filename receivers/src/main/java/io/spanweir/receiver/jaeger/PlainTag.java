package io.spanweir.receiver.jaeger;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.CompactReader;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads a tag of the compact protocol as a whole where it is as clients write nearly every one: its
 * key, its type and that one value, in the order of their numbers, and lengths of one byte. What
 * stands between key and value is then always the same, so one comparison finds what it is.
 */
final class PlainTag {
  /** A text that is the first field. */
  private static final int KEY = 0x18;

  /** The head of the key and its length. */
  private static final int KEY_HEAD_BYTES = 2;

  /** From the key's end: what stands between, and the end of the struct. */
  private static final int REST_BYTES_MIN = Integer.BYTES + 1;

  /**
   * Behind the key, little-endian: the head of the type, the type, the head of the value's field.
   */
  private static final int TEXT = 0x18_00_15;

  private static final int LONG = 0x46_06_15;
  private static final int FALSE = 0x32_04_15;
  private static final int TRUE = 0x31_04_15;
  private static final int KIND_MASK = 0xff_ff_ff;
  private static final int KIND_BYTES = 3;
  private static final int KIND_BITS = 24;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private PlainTag() {}

  /**
   * Reads the tag that is the next, if it is one of those; else leaves the reader where it was and
   * the tag undefined.
   */
  static boolean read(CompactReader in, Tag tag) throws MalformedException {
    byte[] bytes = in.bytes();
    int at = in.position();
    int end = at + in.left();
    if (end - at < KEY_HEAD_BYTES || bytes[at] != KEY) {
      return false;
    }
    int keyFrom = at + KEY_HEAD_BYTES;
    int keyTo = keyFrom + bytes[at + 1];
    if (keyTo < keyFrom || keyTo > end - REST_BYTES_MIN) {
      return false;
    }
    tag.key(bytes, keyFrom, keyTo);
    int rest = (int) INT.get(bytes, keyTo);
    int next =
        switch (rest & KIND_MASK) {
          case TEXT -> text(tag, keyTo + Integer.BYTES, rest >> KIND_BITS);
          case LONG -> number(in, tag, keyTo + KIND_BYTES);
          case FALSE -> bool(tag, keyTo + KIND_BYTES, 0);
          case TRUE -> bool(tag, keyTo + KIND_BYTES, 1);
          default -> end;
        };
    boolean plain = next < end && bytes[next] == 0;
    in.goOn(plain ? next + 1 : at);
    return plain;
  }

  /** Returns where the struct should end: nowhere, if the length is not one byte. */
  private static int text(Tag tag, int from, int length) {
    if (length < 0) {
      return Integer.MAX_VALUE;
    }
    tag.type = Tag.Type.STRING;
    tag.from = from;
    tag.to = from + length;
    return tag.to;
  }

  private static int number(CompactReader in, Tag tag, int from) throws MalformedException {
    in.goOn(from);
    tag.type = Tag.Type.LONG;
    tag.number = in.i64();
    return in.position();
  }

  private static int bool(Tag tag, int next, int value) {
    tag.type = Tag.Type.BOOL;
    tag.number = value;
    return next;
  }
}
