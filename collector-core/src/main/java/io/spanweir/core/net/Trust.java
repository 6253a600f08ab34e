package io.spanweir.core.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to trust: the authorities of a file, with or without the system's. */
final class Trust {
  private Trust() {}

  static TrustManagerFactory of(Pem authorities, boolean systemsToo)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    int count = 0;
    for (Certificate certificate : authorities.certificates()) {
      trusted.setCertificateEntry("given" + count++, certificate);
    }
    if (systemsToo) {
      for (TrustManager manager : factory(null).getTrustManagers()) {
        if (manager instanceof X509TrustManager system) {
          for (Certificate certificate : system.getAcceptedIssuers()) {
            trusted.setCertificateEntry("system" + count++, certificate);
          }
        }
      }
    }
    return factory(trusted);
  }

  /** Of a store, or of the system's if there is none. */
  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
