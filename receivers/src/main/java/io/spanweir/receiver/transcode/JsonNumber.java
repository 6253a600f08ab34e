package io.spanweir.receiver.transcode;

/** What a number is in JSON (RFC 8259 §6). Static, allocates nothing. */
final class JsonNumber {
  private JsonNumber() {}

  /** Where the number ends that begins here; -1 if it is none. */
  static int after(byte[] json, int from, int end) {
    int at = at(json, from, end) == '-' ? from + 1 : from;
    int digits = afterDigits(json, at, end);
    boolean good = digits == at + 1 || (digits > at && json[at] != '0');
    if (good && at(json, digits, end) == '.') {
      at = digits + 1;
      digits = afterDigits(json, at, end);
      good = digits > at;
    }
    if (good && (at(json, digits, end) | 0x20) == 'e') {
      int sign = at(json, digits + 1, end);
      at = digits + (sign == '+' || sign == '-' ? 2 : 1);
      digits = afterDigits(json, at, end);
      good = digits > at;
    }
    return good ? digits : -1;
  }

  private static int afterDigits(byte[] json, int at, int end) {
    int after = at;
    while (after < end && json[after] >= '0' && json[after] <= '9') {
      after++;
    }
    return after;
  }

  private static int at(byte[] json, int index, int end) {
    return index < end ? json[index] : 0;
  }
}
