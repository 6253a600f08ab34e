package io.spanweir.exporter.tracestore.query;

import io.spanweir.exporter.tracestore.TraceId;
import java.util.HexFormat;

/** Trace ids as Zipkin's API takes and shows them. */
final class TraceIds {
  private static final int LONG = 32;
  private static final int DIGIT_BITS = 4;

  private TraceIds() {}

  /**
   * Up to 32 digits of lower-case hexadecimal.
   *
   * @throws BadQueryException in the words of Zipkin's library
   */
  static TraceId parse(String text) throws BadQueryException {
    if (text.isEmpty()) {
      throw new BadQueryException("traceId is empty");
    }
    if (text.length() > LONG) {
      throw new BadQueryException("traceId.length > 32");
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        throw new BadQueryException(text + " should be lower-hex encoded with no prefix");
      }
      high = high << DIGIT_BITS | low >>> (Long.SIZE - DIGIT_BITS);
      low = low << DIGIT_BITS | digit;
    }
    if ((high | low) == 0) {
      throw new BadQueryException("traceId is all zeros");
    }
    return new TraceId(high, low);
  }

  /** 16 digits, or 32 if it has more than 64 bits. */
  static String text(TraceId id) {
    HexFormat hex = HexFormat.of();
    return (id.high() == 0 ? "" : hex.toHexDigits(id.high())) + hex.toHexDigits(id.low());
  }
}
