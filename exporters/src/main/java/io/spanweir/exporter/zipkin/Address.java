package io.spanweir.exporter.zipkin;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An address as it was written and its bytes, highest first. A flyweight; IPv4 needs no memory. One
 * thread.
 */
final class Address {
  static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private final Text text = new Text();
  private final byte[] own = new byte[V4_BYTES];
  private byte[] bytes = own;

  void clear() {
    text.clear();
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  Text text() {
    return text;
  }

  /** 4 of them or 16. */
  byte[] bytes() {
    return bytes;
  }

  void set(Address other) {
    text.set(other.text.bytes(), other.text.at(), other.text.length());
    bytes = other.bytes;
  }

  /**
   * Four numbers with points between them.
   *
   * @return false if it is none; then what was there before may be gone
   */
  boolean readV4(Text from) {
    int part = 0;
    int value = -1;
    for (int i = 0; i <= from.length(); i++) {
      int c = i == from.length() ? '.' : from.bytes()[from.at() + i];
      if (c == '.') {
        if (value < 0 || part == V4_BYTES) {
          return false;
        }
        own[part++] = (byte) value;
        value = -1;
      } else if (c < '0' || c > '9' || value == 0) {
        return false;
      } else {
        value = Math.max(0, value) * 10 + c - '0';
        if (value > 255) {
          return false;
        }
      }
    }
    if (part == V4_BYTES) {
      bytes = own;
      text.set(from.bytes(), from.at(), from.length());
    }
    return part == V4_BYTES;
  }

  /**
   * IPv6's form. An address of IPv4 in it is read as that one, as Zipkin does.
   *
   * @return false if it is none; then nothing has changed
   */
  boolean readV6(Text from) {
    if (!mayBeV6(from)) {
      return false;
    }
    byte[] parsed = NetUtil.createByteArrayFromIpAddressString(from.toString());
    if (parsed == null) {
      return false;
    }
    boolean mapped = Arrays.equals(parsed, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    if (mapped) {
      bytes = Arrays.copyOfRange(parsed, MAPPED.length, V6_BYTES);
      byte[] dotted = NetUtil.bytesToIpAddress(bytes).getBytes(StandardCharsets.US_ASCII);
      text.set(dotted, 0, dotted.length);
    } else {
      bytes = parsed;
      text.set(from.bytes(), from.at(), from.length());
    }
    return true;
  }

  private static boolean mayBeV6(Text from) {
    boolean colon = false;
    for (int i = from.at(); i < from.at() + from.length(); i++) {
      byte b = from.bytes()[i];
      if (b <= ' ' || b == '[' || b == '%') {
        return false;
      }
      colon |= b == ':';
    }
    return colon;
  }
}
