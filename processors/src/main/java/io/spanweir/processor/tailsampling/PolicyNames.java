package io.spanweir.processor.tailsampling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for the names of policies that stay the same when the policies change, so that a
 * remembered decision still knows its name. Any thread.
 */
final class PolicyNames {
  private final Map<String, Integer> numbers = new HashMap<>();
  private volatile byte[][] utf8 = new byte[8][];
  private volatile int bytesMax;

  /** The number of a name. */
  synchronized int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    int number = numbers.size();
    byte[][] names = number < utf8.length ? utf8 : Arrays.copyOf(utf8, number * 2);
    names[number] = name.getBytes(StandardCharsets.UTF_8);
    // Written after the name, so that whoever reads the array sees it.
    utf8 = names;
    bytesMax = Math.max(bytesMax, names[number].length);
    numbers.put(name, number);
    return number;
  }

  /** Bytes of the longest name. */
  int bytesMax() {
    return bytesMax;
  }

  /** The name with a number, as UTF-8. */
  byte[] utf8(int number) {
    return utf8[number];
  }
}
