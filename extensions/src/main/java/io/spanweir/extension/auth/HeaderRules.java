package io.spanweir.extension.auth;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import java.util.Locale;
import java.util.regex.Pattern;

/** What names and values of headers may be, in HTTP and in gRPC. */
final class HeaderRules {
  private static final Pattern NAME = Pattern.compile("[0-9a-z_.-]{1,256}");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{0,8000}");

  private HeaderRules() {}

  static void checkName(String key, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!NAME.matcher(lower).matches() || lower.startsWith("grpc-") || lower.endsWith("-bin")) {
      throw new InvalidConfigException(
          key, "is no name of a header", "letters, digits, - _ . and no grpc-, -bin");
    }
  }

  /** Says which value is wrong, not what it is. */
  static void checkValue(String key, Secret value) {
    if (!isValue(value.reveal())) {
      throw new InvalidConfigException(
          key, "has characters that a header can't", "printable ASCII, 8000 at most");
    }
  }

  static boolean isValue(String text) {
    return VALUE.matcher(text).matches();
  }
}
