package io.spanweir.receiver.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Eight bytes at once say what they say one by one. */
class WordsTest {
  private static final String LETTERS = "0123456789abcdefABCDEF/:`gG@[{z";

  private Rng rng = new Rng(1);

  @Test
  void tellsDigitsOfEveryByte() {
    for (int at = 0; at < Long.BYTES; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] bytes = "01234567".getBytes(StandardCharsets.US_ASCII);
        bytes[at] = (byte) value;
        long word = Words.get(bytes, 0);
        boolean decimal = value >= '0' && value <= '9';
        assertThat(Words.isDecimal(word)).isEqualTo(decimal);
        assertThat(Words.isHex(word)).isEqualTo(JsonText.hexDigit(value) >= 0);
        assertThat(Words.hasOthers(word)).isEqualTo(value >= 0x80);
        boolean special = value < ' ' || value >= 0x80 || value == '"' || value == '\\';
        assertThat(Words.special(word) != 0).isEqualTo(special);
        if (special) {
          assertThat(Words.index(Words.special(word))).isEqualTo(at);
        }
      }
    }
  }

  @Test
  void readsNumbersAndChangesCase() {
    Seed.each(1, this::numbersAndCase);
  }

  private void numbersAndCase(long seed) {
    rng = new Rng(seed);
    for (int i = 0; i < 2_000; i++) {
      String decimal = String.format(Locale.ROOT, "%08d", rng.below(100_000_000));
      assertThat(Words.decimal(word(decimal))).isEqualTo(Long.parseLong(decimal));
      String hex = String.format(Locale.ROOT, "%08x", (int) rng.id());
      assertThat(Words.hex(word(hex))).isEqualTo(Integer.parseUnsignedInt(hex, 16));
      assertThat(Words.hex(word(hex.toUpperCase(Locale.ROOT)))).isEqualTo(Words.hex(word(hex)));
      String text = text(Long.BYTES);
      assertThat(Words.lower(word(text))).isEqualTo(word(text.toLowerCase(Locale.ROOT)));
    }
  }

  @Test
  void comparesBeginningsOfAnyLength() {
    for (int length = 0; length < 150; length++) {
      byte[] start = text(length).getBytes(StandardCharsets.US_ASCII);
      byte[] bytes = Arrays.copyOf(start, length + rng.below(3));
      assertThat(Words.startsWith(bytes, 0, bytes.length, start)).isTrue();
      assertThat(Words.startsWith(bytes, 0, length - 1, start)).isFalse();
      for (int i = 0; i < length; i++) {
        bytes[i] ^= 1;
        assertThat(Words.startsWith(bytes, 0, bytes.length, start)).isFalse();
        bytes[i] ^= 1;
      }
    }
  }

  @Test
  void copiesTextsOfAnyLengthAndTellsAscii() {
    for (int length = 0; length < 100; length++) {
      byte[] source = text(3 + length + Long.BYTES).getBytes(StandardCharsets.US_ASCII);
      source[3 + length] = -1;
      byte[] target = new byte[5 + length + Long.BYTES];
      assertThat(Words.copyAscii(source, 3, length, target, 5)).isTrue();
      assertThat(Arrays.copyOfRange(target, 5, 5 + length))
          .isEqualTo(Arrays.copyOfRange(source, 3, 3 + length));
      assertThat(Words.same(source, 3, target, 5, length)).isTrue();
      for (int i = 0; i < length; i++) {
        source[3 + i] ^= (byte) 0x80;
        assertThat(Words.copyAscii(source, 3, length, target, 5)).isFalse();
        source[3 + i] ^= (byte) 0x80;
      }
    }
  }

  private static long word(String text) {
    return Words.get(text.getBytes(StandardCharsets.US_ASCII), 0);
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(rng.below(LETTERS.length())));
    }
    return text.toString();
  }
}
