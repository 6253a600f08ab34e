package io.spanweir.core.links;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names of services out of bytes, in lower case as Zipkin has them, made once for each: few
 * services send all spans. A name whose place another has taken is made again. One thread.
 */
public final class ServiceNames {
  private static final int PLACES = 1 << 10;

  /** What is longer is nobody's name, and would be kept here. */
  private static final int BYTES_MAX = 255;

  private final byte[][] keys = new byte[PLACES][];
  private final @Nullable String[] names = new String[PLACES];

  /** The name that UTF-8 says; none if it is too long for one. */
  public String of(byte[] utf8, int offset, int length) {
    if (length > BYTES_MAX) {
      return "";
    }
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + utf8[i];
    }
    int place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    byte[] key = keys[place];
    String name = names[place];
    if (name != null && Arrays.equals(key, 0, key.length, utf8, offset, offset + length)) {
      return name;
    }
    String made = new String(utf8, offset, length, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    keys[place] = Arrays.copyOfRange(utf8, offset, offset + length);
    names[place] = made;
    return made;
  }
}
