package io.spanweir.core.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate, those between it and its authority, and its key.
 *
 * @param chain the certificate first
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
  private static final byte[] SIGNED = "signed".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads them, and refuses a key that is another certificate's: while the two files of a renewed
   * certificate are written, one of them is already new, and nobody could connect.
   */
  static Identity read(Pem cert, Pem key) throws IOException, GeneralSecurityException {
    List<X509Certificate> chain = cert.certificates();
    PrivateKey its = PrivateKeys.read(key);
    if (!isPair(its, chain.get(0).getPublicKey())) {
      throw new IOException(key + " holds another key than that of " + cert);
    }
    return new Identity(its, chain);
  }

  private static boolean isPair(PrivateKey key, PublicKey other) throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(other.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> "EdDSA";
            });
    signature.initSign(key);
    signature.update(SIGNED);
    byte[] sign = signature.sign();
    try {
      signature.initVerify(other);
      signature.update(SIGNED);
      return signature.verify(sign);
    } catch (InvalidKeyException | SignatureException e) {
      return false;
    }
  }
}
