package io.spanweir.core.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;

/**
 * Reads private keys in the forms that Go reads: PKCS #8, PKCS #1 for RSA, SEC 1 for elliptic
 * curves. Their bytes say which it is, whatever the label; the JDK knows the first alone, so the
 * others are wrapped in it.
 */
final class PrivateKeys {
  private static final byte[] ZERO = Der.of(Der.INTEGER, new byte[1]);

  /** 1.2.840.113549.1.1.1 */
  private static final String RSA = "2a864886f70d010101";

  /** 1.2.840.10045.2.1 */
  private static final String EC = "2a8648ce3d0201";

  /** 1.3.101.112 */
  private static final String ED25519 = "2b6570";

  private PrivateKeys() {}

  /**
   * The first key of a file or text, which may hold certificates and curves beside it.
   *
   * @throws IOException if there is none, or it can't be used, and why
   */
  static PrivateKey read(Pem pem) throws IOException, GeneralSecurityException {
    for (PemBlock block : pem.blocks()) {
      if (block.isPrivateKey()) {
        if (block.isLocked()) {
          throw new IOException(
              pem + " holds a key with a password: \"openssl pkey\" writes it without");
        }
        try {
          return key(block.der());
        } catch (IOException | InvalidKeySpecException e) {
          throw new IOException(
              pem + " holds a private key that can't be used: " + e.getMessage(), e);
        }
      }
    }
    throw new IOException(pem + " holds no private key in PEM");
  }

  private static PrivateKey key(byte[] der) throws IOException, GeneralSecurityException {
    Der fields = new Der(new Der(der).value(Der.SEQUENCE));
    fields.value(Der.INTEGER);
    byte[] pkcs8 =
        switch (fields.tag()) {
          case Der.SEQUENCE -> der;
          case Der.INTEGER -> wrapped(Der.of(Der.OID, oid(RSA)), Der.of(Der.NULL), der);
          case Der.OCTETS -> wrapped(Der.of(Der.OID, oid(EC)), curve(fields), der);
          default -> throw new IOException("it is neither PKCS #8 nor PKCS #1 nor SEC 1");
        };
    return KeyFactory.getInstance(algorithm(pkcs8)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** Of PKCS #8. */
  private static byte[] wrapped(byte[] oid, byte[] parameters, byte[] der) {
    byte[] algorithm = Der.of(Der.SEQUENCE, oid, parameters);
    return Der.of(Der.SEQUENCE, ZERO, algorithm, Der.of(Der.OCTETS, der));
  }

  /** Of what follows a SEC 1 key's version: the name of its curve, which it may leave out. */
  private static byte[] curve(Der fields) throws IOException {
    fields.skip();
    if (fields.tag() != Der.FIRST) {
      throw new IOException("it doesn't say its curve, as PKCS #8 does");
    }
    Der parameters = new Der(fields.value(Der.FIRST));
    if (parameters.tag() != Der.OID) {
      throw new IOException("its curve has no name");
    }
    return Der.of(Der.OID, parameters.value(Der.OID));
  }

  private static String algorithm(byte[] pkcs8) throws IOException {
    Der fields = new Der(new Der(pkcs8).value(Der.SEQUENCE));
    fields.skip();
    byte[] oid = new Der(fields.value(Der.SEQUENCE)).value(Der.OID);
    return switch (HexFormat.of().formatHex(oid)) {
      case RSA -> "RSA";
      case EC -> "EC";
      case ED25519 -> "Ed25519";
      default -> throw new IOException("it is of another kind than RSA, EC and Ed25519");
    };
  }

  private static byte[] oid(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
