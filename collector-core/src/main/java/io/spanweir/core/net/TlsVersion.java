package io.spanweir.core.net;

import io.spanweir.core.component.InvalidConfigException;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code min_version} and {@code max_version}: 1.2 or 1.3, older ones are not spoken. */
final class TlsVersion {
  private static final List<String> KNOWN = List.of("1.2", "1.3");

  private TlsVersion() {}

  /**
   * @throws InvalidConfigException if one of them isn't known, or they leave nothing
   */
  static void check(String min, String max) {
    if (!min.isEmpty() && !KNOWN.contains(min)) {
      throw new InvalidConfigException("min_version", "is " + min, "1.2 or 1.3, in quotes");
    }
    if (!max.isEmpty() && !KNOWN.contains(max)) {
      throw new InvalidConfigException("max_version", "is " + max, "1.2 or 1.3, in quotes");
    }
    if (protocols(min, max).isEmpty()) {
      throw new InvalidConfigException("max_version", "is below min_version", min + " or above");
    }
  }

  /** As the JDK calls them. */
  static List<String> protocols(String min, String max) {
    List<String> protocols = new ArrayList<>();
    for (String version : KNOWN) {
      if (version.compareTo(min) >= 0 && (max.isEmpty() || version.compareTo(max) <= 0)) {
        protocols.add("TLSv" + version);
      }
    }
    return protocols;
  }
}
