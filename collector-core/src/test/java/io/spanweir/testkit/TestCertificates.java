package io.spanweir.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Certificates signed by themselves, made by the JDK's keytool, as PEM files. */
public final class TestCertificates {
  private static final String PASSWORD = "changeit";

  private TestCertificates() {}

  /**
   * Writes {@code name.crt} and {@code name.key}, for localhost, with a key of an elliptic curve.
   *
   * @return the certificate
   */
  public static X509Certificate make(Path folder, String name) throws Exception {
    return make(folder, name, "EC");
  }

  /**
   * @param algorithm of the key, as keytool calls it
   */
  public static X509Certificate make(Path folder, String name, String algorithm) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Files.deleteIfExists(store);
    keytool(
        folder,
        "-genkeypair -alias k -keyalg "
            + algorithm
            + " -dname CN="
            + name
            + " -ext san=dns:localhost,ip:127.0.0.1"
            + " -storetype PKCS12 -storepass "
            + PASSWORD
            + " -keystore "
            + store);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    X509Certificate certificate = (X509Certificate) keys.getCertificate("k");
    pem(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded());
    byte[] key = keys.getKey("k", PASSWORD.toCharArray()).getEncoded();
    pem(folder.resolve(name + ".key"), "PRIVATE KEY", key);
    return certificate;
  }

  private static void pem(Path file, String what, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  private static void keytool(Path folder, String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new AssertionError(Files.readString(folder.resolve("keytool.log")));
    }
  }
}
