package io.spanweir.deploy;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A trace id as people write it.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
record TraceIds(long high, long low) {
  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{32}");
  private static final int SHOWN_MAX = 64;

  /**
   * @throws BadQuestionException when the text is none
   */
  static TraceIds parse(String text) throws BadQuestionException {
    if (FORM.matcher(text).matches()) {
      long high = HexFormat.fromHexDigitsToLong(text, 0, 16);
      long low = HexFormat.fromHexDigitsToLong(text, 16, 32);
      if ((high | low) != 0) {
        return new TraceIds(high, low);
      }
    }
    String shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    throw new BadQuestionException(
        "\"" + shown + "\" is no trace id; expected 32 hexadecimal digits, not all of them 0");
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
