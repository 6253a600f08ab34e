package io.spanweir.processor.attributes;

import io.spanweir.core.otlp.ValueReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of values as the Collector takes it, in lower case: of a text's bytes, of a number's
 * eight bytes least significant first, of one byte for a truth value. Bytes, a list, a map or
 * nothing become an empty text. Compared with what contrib 0.155 writes.
 */
final class Hashing {
  /** Digits of a hash. */
  static final int BYTES = 64;

  private static final byte[] NOTHING = {};

  private final MessageDigest sha256;

  Hashing() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every platform has SHA-256", e);
    }
  }

  /** The content of an {@code AnyValue} with the hash. */
  byte[] of(ValueReader value) {
    switch (value.type()) {
      case STRING -> sha256.update(value.bytes(), value.offset(), value.length());
      case BOOL -> sha256.update((byte) (value.boolValue() ? 1 : 0));
      case INT -> sha256.update(little(value.intValue()));
      case DOUBLE -> sha256.update(little(Double.doubleToRawLongBits(value.doubleValue())));
      default -> {
        return Values.text(NOTHING);
      }
    }
    String digits = HexFormat.of().formatHex(sha256.digest());
    return Values.text(digits.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteBuffer little(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
  }
}
