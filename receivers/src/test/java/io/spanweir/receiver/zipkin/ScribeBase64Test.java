package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScribeBase64Test {
  private static byte[] decode(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.US_ASCII);
    int end = ScribeBase64.decode(bytes, 1, bytes.length - 1);
    assertThat(bytes[0]).isEqualTo((byte) '<');
    assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '>');
    return end < 0 ? null : Arrays.copyOfRange(bytes, 1, end);
  }

  @Test
  void meansWhatTheJdkEncoded() {
    Seed.each(
        500,
        seed -> {
          Random random = new Random(seed);
          byte[] bytes = new byte[random.nextInt(300)];
          random.nextBytes(bytes);
          assertThat(decode(Base64.getEncoder().encodeToString(bytes))).isEqualTo(bytes);
          assertThat(decode(Base64.getEncoder().withoutPadding().encodeToString(bytes)))
              .isEqualTo(bytes);
          assertThat(decode(Base64.getUrlEncoder().encodeToString(bytes))).isEqualTo(bytes);
          assertThat(decode(Base64.getMimeEncoder().encodeToString(bytes) + "\r\n"))
              .isEqualTo(bytes);
        });
  }

  /** One letter is changed into any byte: what it means is what remains, or nothing. */
  @Test
  void refusesOneWrongLetterWhereverItStands() {
    Seed.each(
        2_000,
        seed -> {
          Random random = new Random(seed);
          byte[] bytes = new byte[3 * (1 + random.nextInt(30))];
          random.nextBytes(bytes);
          byte[] letters = Base64.getEncoder().encode(bytes);
          letters[random.nextInt(letters.length)] = (byte) random.nextInt(128);
          String text = new String(letters, StandardCharsets.US_ASCII);
          assertThat(decode(text)).isEqualTo(reference(text));
        });
  }

  private static byte[] reference(String text) {
    String letters = text.replaceAll("[ \t\r\n]", "").replace('-', '+').replace('_', '/');
    try {
      return Base64.getDecoder().decode(letters.replaceAll("=+$", ""));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "AAAAA", "AA*A", "AA==AA", "AAAA\u0000"})
  void refusesWhatIsNone(String text) {
    assertThat(decode(text)).isNull();
  }
}
