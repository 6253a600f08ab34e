package io.spanweir.core.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What stands between a {@code BEGIN} and its {@code END}, as Go reads it: text around blocks is
 * passed over.
 */
final class PemBlock {
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  private final String label;
  private final boolean locked;
  private final byte[] der;

  private PemBlock(String label, boolean locked, byte[] der) {
    this.label = label;
    this.locked = locked;
    this.der = der;
  }

  /**
   * @throws IOException if a block has no end, or isn't Base64
   */
  static List<PemBlock> all(byte[] text) throws IOException {
    List<PemBlock> blocks = new ArrayList<>();
    List<String> lines = new String(text, StandardCharsets.ISO_8859_1).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (isBegin(line)) {
        String label = line.substring(BEGIN.length(), line.length() - DASHES.length());
        int end = end(lines, i + 1, label);
        blocks.add(block(label, lines.subList(i + 1, end)));
        i = end;
      }
    }
    return blocks;
  }

  private static boolean isBegin(String line) {
    return line.length() > BEGIN.length() + DASHES.length()
        && line.startsWith(BEGIN)
        && line.endsWith(DASHES);
  }

  private static int end(List<String> lines, int from, String label) throws IOException {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).strip().equals("-----END " + label + DASHES)) {
        return i;
      }
    }
    throw new IOException("-----BEGIN " + label + "----- has no -----END " + label + "-----");
  }

  /** Lines with a colon are headers; OpenSSL's old way of locking a key is said there. */
  private static PemBlock block(String label, List<String> lines) throws IOException {
    boolean locked = label.startsWith("ENCRYPTED ");
    StringBuilder base64 = new StringBuilder();
    for (String line : lines) {
      if (line.indexOf(':') < 0) {
        base64.append(line.strip());
      } else if (line.startsWith("Proc-Type:") && line.contains("ENCRYPTED")) {
        locked = true;
      }
    }
    try {
      return new PemBlock(label, locked, Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException e) {
      // Without its message, which may show a part of a key.
      throw new IOException("what follows -----BEGIN " + label + "----- isn't Base64");
    }
  }

  /** Whether its bytes need a password. */
  boolean isLocked() {
    return locked;
  }

  /** Its bytes, of ASN.1 as a rule; not to be changed. */
  byte[] der() {
    return der;
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE");
  }

  boolean isPrivateKey() {
    return label.equals("PRIVATE KEY") || label.endsWith(" PRIVATE KEY");
  }
}
