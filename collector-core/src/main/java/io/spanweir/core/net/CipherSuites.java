package io.spanweir.core.net;

import io.spanweir.core.component.InvalidConfigException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * Reads {@code cipher_suites} as Go does: they are those of TLS 1.2, and TLS 1.3 has its own
 * whatever they are. By name they are the JDK's.
 */
final class CipherSuites {
  private static final List<String> OF_TLS_1_3 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private CipherSuites() {}

  /**
   * @throws InvalidConfigException if one of them isn't known, which would fail every handshake
   */
  static void check(List<String> suites) {
    if (suites.isEmpty()) {
      return;
    }
    List<String> known = known();
    for (String suite : suites) {
      if (!known.contains(suite)) {
        throw new InvalidConfigException(
            "cipher_suites",
            "has \"" + suite + "\", which this Java doesn't know",
            "names such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
      }
    }
  }

  /** The names given, and those that TLS 1.3 has in any case. */
  static List<String> enabled(List<String> suites) {
    List<String> all = new ArrayList<>(suites);
    for (String suite : known()) {
      if (OF_TLS_1_3.contains(suite) && !all.contains(suite)) {
        all.add(suite);
      }
    }
    return all;
  }

  private static List<String> known() {
    try {
      return List.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("no TLS at all", e);
    }
  }
}
