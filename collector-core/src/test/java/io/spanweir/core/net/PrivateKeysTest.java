package io.spanweir.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever key a certificate's maker writes is read as Go reads it, or is said what it is. */
class PrivateKeysTest {
  private static final Path OPENSSL = Path.of("src/test/resources/io/spanweir/core/net");

  /** Of the JDK's PKCS #8: a version, and an algorithm without or with the name of a curve. */
  private static final int RSA_HEAD = 26;

  private static final int P256_HEAD = 35;

  private static Pem file(String name) throws IOException {
    Pem pem = new Pem(name.endsWith(".crt") ? "cert" : "key", OPENSSL.resolve(name).toString(), "");
    pem.look();
    return pem;
  }

  private static Pem text(String text) {
    return new Pem("key", "", text);
  }

  private static String pem(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static KeyPair made(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (bits > 0) {
      generator.initialize(bits);
    }
    return generator.generateKeyPair();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec", "ec384"})
  void whatOpensslWritesBelongsToItsCertificate(String name) throws Exception {
    Identity identity = Identity.read(file(name + ".crt"), file(name + ".key"));
    assertThat(identity.chain().get(0).getSubjectX500Principal().getName()).isEqualTo("CN=" + name);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    for (String other : new String[] {"rsa.key", "ec384.key"}) {
      assertThatThrownBy(() -> Identity.read(file("ec.crt"), file(other)))
          .hasMessageContaining(other + " holds another key than that of tls.cert_file")
          .hasMessageContaining("ec.crt");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 2048, 4096})
  void aKeyOfRsaIsTheSameInPkcs1(int bits) throws Exception {
    byte[] pkcs8 = made("RSA", bits).getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_HEAD, pkcs8.length);
    String text = pem("RSA PRIVATE KEY", pkcs1);
    assertThat(PrivateKeys.read(text(text)).getEncoded()).isEqualTo(pkcs8);
    assertThat(PrivateKeys.read(text(text.replace("RSA ", ""))).getEncoded())
        .as("whatever the label")
        .isEqualTo(pkcs8);
    assertThat(PrivateKeys.read(text(text.replace("\n", "\r\n"))).getEncoded()).isEqualTo(pkcs8);
  }

  @Test
  void aKeyOfACurveIsTheSameInSec1() throws Exception {
    byte[] pkcs8 = made("EC", 256).getPrivate().getEncoded();
    byte[] number = Arrays.copyOfRange(pkcs8, P256_HEAD, P256_HEAD + 32);
    HexFormat hex = HexFormat.of();
    String sec1 = "3031020101" + "0420" + hex.formatHex(number) + "a00a06082a8648ce3d030107";
    String text = pem("EC PRIVATE KEY", hex.parseHex(sec1));
    ECPrivateKey read = (ECPrivateKey) PrivateKeys.read(text(text));
    assertThat(read.getS()).isEqualTo(new BigInteger(1, number));
    assertThat(read.getParams().toString()).contains("secp256r1");
    String curveless = "3025020101" + "0420" + hex.formatHex(number);
    assertThatThrownBy(() -> PrivateKeys.read(text(pem("EC PRIVATE KEY", hex.parseHex(curveless)))))
        .hasMessageStartingWith("tls.key_pem holds a private key that can't be used")
        .hasMessageContaining("doesn't say its curve");
  }

  @Test
  void pkcs8IsReadOfEveryKind() throws Exception {
    for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
      byte[] pkcs8 = made(algorithm, 0).getPrivate().getEncoded();
      assertThat(PrivateKeys.read(text(pem("PRIVATE KEY", pkcs8))).getEncoded()).isEqualTo(pkcs8);
    }
    byte[] other = made("X25519", 0).getPrivate().getEncoded();
    assertThatThrownBy(() -> PrivateKeys.read(text(pem("PRIVATE KEY", other))))
        .hasMessageContaining("of another kind than RSA, EC and Ed25519");
  }

  @Test
  void whatStandsBesideTheKeyIsPassedOver() throws Exception {
    String all =
        "subject=CN = ec\n"
            + Files.readString(OPENSSL.resolve("ec.crt"))
            + "Key: of ec\n"
            + Files.readString(OPENSSL.resolve("ec.key"));
    Pem both = text(all);
    assertThatCode(() -> Identity.read(both, both)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"locked.key", "locked-ec.key"})
  void aKeyWithAPasswordIsSaidToHaveOne(String name) {
    assertThatThrownBy(() -> PrivateKeys.read(file(name)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(name + " holds a key with a password");
  }

  @Test
  void whatIsNoKeyIsSaidToBeNone() throws Exception {
    assertThatThrownBy(() -> PrivateKeys.read(file("explicit-curve.key")))
        .hasMessageContaining("its curve has no name");
    assertThatThrownBy(() -> PrivateKeys.read(file("ec.crt")))
        .hasMessageContaining("ec.crt holds no private key in PEM");
    String key = Files.readString(OPENSSL.resolve("ec.key"));
    assertThatThrownBy(() -> PrivateKeys.read(text(key.replace("-----END EC PRIV", "-----END "))))
        .hasMessage(
            "tls.key_pem: -----BEGIN EC PRIVATE KEY----- has no" + " -----END EC PRIVATE KEY-----");
    assertThatThrownBy(() -> PrivateKeys.read(text(key.replace("AwEH", "Aw(H"))))
        .hasMessage("tls.key_pem: what follows -----BEGIN EC PRIVATE KEY----- isn't Base64");
  }

  /** Cut or turned anywhere, a key is read, or refused by an exception that is caught. */
  @Test
  void damagedKeysAreRefusedInWords() throws Exception {
    for (String name : new String[] {"rsa", "ec"}) {
      byte[] der =
          PemBlock.all(Files.readAllBytes(OPENSSL.resolve(name + ".key"))).stream()
              .filter(PemBlock::isPrivateKey)
              .findFirst()
              .orElseThrow()
              .der();
      for (int i = 0; i < Math.min(der.length, 200); i++) {
        refuseOrRead(Arrays.copyOf(der, i));
        byte[] turned = der.clone();
        turned[i] ^= (byte) (0x80 >> i % 8);
        refuseOrRead(turned);
      }
    }
  }

  private static void refuseOrRead(byte[] der) throws Exception {
    try {
      assertThat(PrivateKeys.read(text(pem("PRIVATE KEY", der)))).isNotNull();
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("tls.key_pem holds a private key that can't be used");
    }
  }
}
