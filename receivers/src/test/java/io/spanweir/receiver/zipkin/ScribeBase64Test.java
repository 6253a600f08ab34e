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

  @ParameterizedTest
  @ValueSource(strings = {"A", "AAAAA", "AA*A", "AA==AA", "AAAA\u0000"})
  void refusesWhatIsNone(String text) {
    assertThat(decode(text)).isNull();
  }
}
