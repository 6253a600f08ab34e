package io.spanweir.receiver.thrift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers of every width, with bytes behind them and at the very end, where they are read apart.
 */
class CompactNumbersTest {
  private static final int BYTES_MAX = 10;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9, 20})
  void areReadWhateverStandsBehind(int behind) {
    Seed.each(
        200,
        seed -> {
          Rng rng = new Rng(seed);
          long value = rng.nextLong() >> rng.below(Long.SIZE);
          int width = Math.max(width(value), 1 + rng.below(BYTES_MAX));
          byte[] bytes = new byte[width + behind];
          Arrays.fill(bytes, (byte) rng.below(256));
          write(bytes, value, width);
          CompactReader in = new CompactReader().reset(bytes, 0, bytes.length);
          assertThat(in.i64()).isEqualTo(value);
          assertThat(in.position()).isEqualTo(width);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 30})
  void ofMoreThanTenBytesAreRefused(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x80);
    assertThatThrownBy(() -> new CompactReader().reset(bytes, 0, length).i64())
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more than ten bytes");
  }

  @Test
  void thatBreakOffAreRefused() {
    for (int length = 0; length < BYTES_MAX; length++) {
      byte[] bytes = new byte[20];
      Arrays.fill(bytes, 0, length, (byte) 0x80);
      CompactReader in = new CompactReader().reset(bytes, 0, length);
      assertThatThrownBy(in::i64).as("%s bytes", length).isInstanceOf(MalformedException.class);
    }
  }

  private static int width(long value) {
    long rest = (value << 1) ^ (value >> 63);
    return Math.max(1, (Long.SIZE + 6 - Long.numberOfLeadingZeros(rest)) / 7);
  }

  /** As wide as asked for: groups that say nothing are allowed. */
  private static void write(byte[] bytes, long value, int width) {
    long rest = (value << 1) ^ (value >> 63);
    for (int i = 0; i < width; i++) {
      bytes[i] = (byte) (rest & 0x7f | (i < width - 1 ? 0x80 : 0));
      rest >>>= 7;
    }
  }
}
