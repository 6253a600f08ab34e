package io.spanweir.receiver.zipkin;

import io.spanweir.receiver.transcode.JsonText;

/**
 * Addresses as text. Writes IPv6 as Zipkin nearly always does: like RFC 5952, but also a single
 * group of zeros is left out. Static, allocates nothing.
 */
final class IpText {
  /** Most bytes that an address takes. */
  static final int BYTES_MAX = 39;

  private static final int GROUPS = 8;
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private IpText() {}

  /** Writes an IPv4 address. @return the position behind it */
  static int writeV4(byte[] target, int at, int address) {
    int out = number(target, at, address >>> 24);
    for (int shift = 16; shift >= 0; shift -= 8) {
      target[out++] = '.';
      out = number(target, out, address >>> shift & 0xff);
    }
    return out;
  }

  private static int number(byte[] target, int at, int value) {
    int out = at;
    if (value >= 100) {
      target[out++] = DIGITS[value / 100];
    }
    if (value >= 10) {
      target[out++] = DIGITS[value / 10 % 10];
    }
    target[out++] = DIGITS[value % 10];
    return out;
  }

  /** Writes an IPv6 address. @return the position behind it */
  static int writeV6(byte[] target, int at, long high, long low) {
    long run = longestRun(high, low);
    int runFrom = (int) (run >> 32);
    int runTo = runFrom + (int) run;
    int out = at;
    for (int i = 0; i < GROUPS; i++) {
      if (i == runFrom) {
        target[out++] = ':';
        target[out++] = ':';
        i = runTo - 1;
      } else {
        if (i > 0 && i != runTo) {
          target[out++] = ':';
        }
        out = hex(target, out, group(high, low, i));
      }
    }
    return out;
  }

  /**
   * Where the first of the longest runs of zeros begins and how long it is; -1 if there is none.
   */
  private static long longestRun(long high, long low) {
    int best = -1;
    int bestLength = 0;
    int length = 0;
    for (int i = 0; i < GROUPS; i++) {
      length = group(high, low, i) == 0 ? length + 1 : 0;
      if (length > bestLength) {
        best = i - length + 1;
        bestLength = length;
      }
    }
    return (long) best << 32 | bestLength;
  }

  private static int group(long high, long low, int index) {
    long half = index < GROUPS / 2 ? high : low;
    return (int) (half >>> (16 * (3 - index % 4))) & 0xffff;
  }

  private static int hex(byte[] target, int at, int group) {
    int out = at;
    for (int shift = 12; shift >= 0; shift -= 4) {
      if (shift == 0 || group >>> shift != 0) {
        target[out++] = DIGITS[group >>> shift & 0xf];
      }
    }
    return out;
  }

  /**
   * Reads an address of either kind into the endpoint.
   *
   * @return whether it is one; if not, nothing changes
   */
  static boolean read(byte[] text, int from, int to, ZipkinEndpoint target) {
    for (int i = from; i < to; i++) {
      if (text[i] == ':') {
        return readV6(text, from, to, target);
      }
    }
    long address = readV4(text, from, to);
    if (address >= 0) {
      target.ipv4((int) address);
    }
    return address >= 0;
  }

  /** The address, or -1. */
  private static long readV4(byte[] text, int from, int to) {
    long address = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int begin = at;
      int value = 0;
      while (at < to && at - begin < 3 && text[at] >= '0' && text[at] <= '9') {
        value = 10 * value + (text[at++] - '0');
      }
      boolean endsWell = part == 3 ? at == to : at < to && text[at] == '.';
      if (at == begin || value > 255 || !endsWell) {
        return -1;
      }
      at++;
      address = address << 8 | value;
    }
    return address;
  }

  private static boolean readV6(byte[] text, int from, int to, ZipkinEndpoint target) {
    long high = 0;
    long low = 0;
    int groups = 0;
    int gap = -1;
    int at = from;
    // A colon at the beginning is half of the gap.
    if (to - from >= 2 && text[from] == ':' && text[from + 1] == ':') {
      gap = 0;
      at += 2;
    }
    while (at < to) {
      int end = endOfGroup(text, at, to);
      long value = 0;
      int width = 1;
      if (end == to && isDotted(text, at, to)) {
        value = readV4(text, at, to);
        width = 2;
      } else {
        value = readHex(text, at, end);
      }
      if (value < 0 || groups + width > GROUPS) {
        return false;
      }
      int bits = 16 * width;
      high = high << bits | low >>> (64 - bits);
      low = low << bits | value;
      groups += width;
      at = end;
      if (at < to) {
        at++;
        boolean isGap = at < to && text[at] == ':';
        if ((isGap && gap >= 0) || at == to) {
          return false;
        }
        if (isGap) {
          gap = groups;
          at++;
        }
      }
    }
    return spread(high, low, groups, gap, target);
  }

  /** Puts the gap's zeros between what stands before it and what stands behind it. */
  private static boolean spread(long high, long low, int groups, int gap, ZipkinEndpoint target) {
    if (gap < 0 ? groups != GROUPS : groups == GROUPS) {
      return false;
    }
    long resultHigh = 0;
    long resultLow = 0;
    int missing = GROUPS - groups;
    for (int i = 0; i < GROUPS; i++) {
      int read = gap < 0 || i < gap ? i : i < gap + missing ? -1 : i - missing;
      // What was read stands at the right end of the 128 bits.
      int group = read < 0 ? 0 : group(high, low, missing + read);
      resultHigh = resultHigh << 16 | resultLow >>> 48;
      resultLow = resultLow << 16 | group;
    }
    target.ipv6(resultHigh, resultLow);
    return true;
  }

  private static int endOfGroup(byte[] text, int at, int to) {
    int end = at;
    while (end < to && text[end] != ':') {
      end++;
    }
    return end;
  }

  private static boolean isDotted(byte[] text, int at, int to) {
    for (int i = at; i < to; i++) {
      if (text[i] == '.') {
        return true;
      }
    }
    return false;
  }

  /** One to four digits, or -1. */
  private static long readHex(byte[] text, int from, int to) {
    if (from == to || to - from > 4) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = JsonText.hexDigit(text[i]);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
