package io.spanweir.extension.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.codec.digest.Md5Crypt;

/**
 * Names and hashes of passwords as Apache's htpasswd writes them: bcrypt, apr1 (MD5), {@code
 * {SHA}}, {@code {SSHA}} and plain text. Immutable.
 */
final class PasswordBook {
  private static final int SHA1_BYTES = 20;

  private final Map<String, String> hashes = new HashMap<>();

  /**
   * @param lines name, colon, hash; comments begin with #; later ones win
   */
  PasswordBook(List<String> lines) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.startsWith("#")) {
        hashes.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
  }

  boolean isEmpty() {
    return hashes.isEmpty();
  }

  /** Whether looking at a name's password takes as long as bcrypt does. */
  boolean isSlow(String name) {
    return hashes.getOrDefault(name, "").startsWith("$2");
  }

  boolean matches(String name, String password) {
    String hash = hashes.get(name);
    if (hash == null) {
      return false;
    }
    if (hash.startsWith("$2")) {
      return BCrypt.verifyer().verify(password.toCharArray(), hash.toCharArray()).verified;
    }
    if (hash.startsWith("$apr1$") || hash.startsWith("$1$")) {
      byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
      String made =
          hash.startsWith("$apr1$")
              ? Md5Crypt.apr1Crypt(bytes, hash)
              : Md5Crypt.md5Crypt(bytes, hash);
      return same(made.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8));
    }
    if (hash.startsWith("{SHA}")) {
      return same(sha1(password, new byte[0]), decode(hash.substring(5)));
    }
    if (hash.startsWith("{SSHA}")) {
      byte[] salted = decode(hash.substring(6));
      byte[] salt = Arrays.copyOfRange(salted, Math.min(SHA1_BYTES, salted.length), salted.length);
      return same(sha1(password, salt), Arrays.copyOf(salted, Math.min(SHA1_BYTES, salted.length)));
    }
    return same(password.getBytes(StandardCharsets.UTF_8), hash.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] sha1(String password, byte[] salt) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(password.getBytes(StandardCharsets.UTF_8));
      return digest.digest(salt);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private static boolean same(byte[] a, byte[] b) {
    return MessageDigest.isEqual(a, b);
  }
}
