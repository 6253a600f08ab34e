package io.spanweir.processor.tailsampling;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers for the names of policies that stay the same when the policies change, so that a
 * remembered decision still knows its name. Any thread.
 */
final class PolicyNames {
  private final List<String> names = new ArrayList<>();
  private volatile byte[][] utf8 = {};

  /** The number of a name. */
  synchronized int number(String name) {
    int number = names.indexOf(name);
    if (number >= 0) {
      return number;
    }
    names.add(name);
    utf8 = names.stream().map(n -> n.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    return names.size() - 1;
  }

  /** Bytes of the longest name. */
  int bytesMax() {
    int max = 0;
    for (byte[] name : utf8) {
      max = Math.max(max, name.length);
    }
    return max;
  }

  /** The name with a number, as UTF-8. */
  byte[] utf8(int number) {
    return utf8[number];
  }
}
