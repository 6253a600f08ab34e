package io.spanweir.core.net;

import io.spanweir.core.runtime.WatchedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates or a key: a file that may change, or a text that can't. One thread at a time. */
final class Pem {
  private static final int BYTES_MAX = 1 << 20;

  private final String key;
  private final String name;
  private final @Nullable WatchedFile file;
  private byte[] bytes;

  /**
   * @param key the YAML key of the file, without {@code _file}
   * @param fileName empty if it is a text
   */
  Pem(String key, String fileName, String text) {
    this.key = key;
    this.name = fileName;
    file = fileName.isEmpty() ? null : new WatchedFile(fileName, BYTES_MAX);
    bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  boolean isGiven() {
    return file != null || bytes.length > 0;
  }

  /**
   * Looks at the file.
   *
   * @return whether it is another than the last time
   * @throws IOException if it can't be read
   */
  boolean look() throws IOException {
    if (file == null) {
      return false;
    }
    byte[] changed = file.readIfChanged();
    if (changed != null) {
      bytes = changed;
      return true;
    }
    if (file.problem() != null) {
      throw new IOException("tls." + key + "_file " + name + " " + file.problem());
    }
    return false;
  }

  /**
   * What is in it, one after the other.
   *
   * @throws IOException if it isn't PEM
   */
  List<PemBlock> blocks() throws IOException {
    try {
      return PemBlock.all(bytes);
    } catch (IOException e) {
      throw new IOException(this + ": " + e.getMessage(), e);
    }
  }

  /**
   * The certificates in it, of which there is at least one; a key beside them is passed over.
   *
   * @throws IOException if there is none
   */
  List<X509Certificate> certificates() throws IOException, CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks()) {
      if (block.isCertificate()) {
        InputStream der = new ByteArrayInputStream(block.der());
        certificates.add((X509Certificate) factory.generateCertificate(der));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(this + " holds no certificate in PEM");
    }
    return certificates;
  }

  /** For messages: where it came from. */
  @Override
  public String toString() {
    return file == null ? "tls." + key + "_pem" : "tls." + key + "_file " + name;
  }
}
