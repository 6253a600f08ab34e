package io.spanweir.core.inflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InflateTest {
  private static final int BYTES_MAX = 1 << 20;

  private final Inflate inflate = new Inflate();
  private final Streams streams = new Streams(BYTES_MAX);

  /** The same bytes, and the same end, whatever the pieces. */
  private static boolean agrees(Streams streams, byte[] encoded, Rng rng) {
    Streams.Result theirs = streams.zlib(encoded);
    Streams.Result ours = streams.own(encoded, rng);
    if (theirs == null || ours == null) {
      assertThat(ours == null).as("refused, as zlib refuses it").isEqualTo(theirs == null);
      return false;
    }
    assertThat(Arrays.mismatch(ours.plain(), theirs.plain())).isEqualTo(-1);
    assertThat(ours.used()).isEqualTo(theirs.used());
    return true;
  }

  @Test
  void readsWhatZlibWrites() {
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] plain = Streams.plain(rng);
          byte[] deflated = Streams.deflated(plain, rng);
          Streams.Result read = streams.own(deflated, rng);
          assertThat(read).isNotNull();
          assertThat(Arrays.mismatch(read.plain(), plain)).isEqualTo(-1);
          assertThat(read.used()).isEqualTo(deflated.length);
        });
  }

  @Test
  void refusesWhatZlibRefuses() {
    int[] taken = new int[1];
    Seed.each(
        700,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] deflated = Streams.deflated(Streams.plain(rng), rng);
          for (int flaw = rng.below(3); flaw >= 0 && deflated.length > 0; flaw--) {
            int near = rng.percent(50) ? Math.min(deflated.length, 80) : deflated.length;
            deflated[rng.below(near)] ^= (byte) (1 << rng.below(8));
          }
          if (rng.percent(20)) {
            deflated = Arrays.copyOf(deflated, rng.below(deflated.length + 1));
          }
          taken[0] += agrees(streams, deflated, rng) ? 1 : 0;
        });
    assertThat(taken[0]).as("flaws that change only bytes").isGreaterThan(50);
  }

  /** Short streams of any bits: what blocks say of their codes is most of them. */
  @Test
  void readsAnyBitsAsZlibDoes() {
    Streams few = new Streams(1 << 16);
    Seed.each(
        10_000,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] bits = new byte[1 + rng.below(100)];
          for (int i = 0; i < bits.length; i++) {
            bits[i] = (byte) rng.below(rng.percent(30) ? 4 : 256);
          }
          bits[0] = (byte) (bits[0] & ~7 | rng.below(6));
          agrees(few, bits, rng);
        });
  }

  @Test
  void saysWhereItBreaksOff() throws Exception {
    Rng rng = new Rng(7);
    byte[] deflated = Streams.deflated(Streams.plain(rng), rng);
    byte[] plain = new byte[BYTES_MAX];
    int step = Math.max(1, deflated.length / 500);
    for (int length = 0; length < deflated.length; length += step) {
      inflate.begin(deflated, 0, length);
      assertThatThrownBy(() -> inflate.inflate(plain, 0, plain.length))
          .isInstanceOf(ZipException.class)
          .hasMessage("it breaks off");
    }
  }

  /** Bits as RFC 1951 writes them: the first is the lowest of the first byte. */
  @ParameterizedTest
  @CsvSource({
    "111,                                              a block is of no type",
    "110 0000000,                                      ",
    "110 0000001 00000 0000000,                        a match points before the beginning",
    "110 00110000 0000001 00000 0000000,               ",
    "110 00110000 0000001 11110 0000000,               a distance has a code that there is not",
    "110 11000110 00000 0000000,                       a literal or length has a code that there is",
    "101 11111 00000 0000,                             a block has too many codes",
    "101 00000 11111 0000,                             a block has too many codes",
    "100 00000 1000000000000000 0000000000000000,      the length of a stored block is wrong",
    "101 00000 00000 0000 111 111 111 111,             its lengths of codes have too few codes",
    "101 00000 00000 0000 100 100 100 100,             its lengths of codes have too many codes",
    "101 00000 00000 0000 100 100 000 000 0 00,        a block repeats a length before the first",
    "101 00000 00000 0000 000 000 100 100 1 1111111 1 1111111, a block repeats a length too often",
  })
  void namesWhatIsWrong(String bits, String problem) throws Exception {
    byte[] encoded = Bits.bytes(bits);
    byte[] plain = new byte[1000];
    assertThat(agrees(streams, encoded, new Rng(1))).isEqualTo(problem == null);
    inflate.begin(encoded, 0, encoded.length);
    if (problem == null) {
      inflate.inflate(plain, 0, plain.length);
      assertThat(inflate.inflate(plain, 0, plain.length)).isZero();
    } else {
      assertThatThrownBy(() -> inflate.inflate(plain, 0, plain.length))
          .isInstanceOf(ZipException.class)
          .hasMessageContaining(problem);
    }
  }

  @Test
  void goesOnAfterABrokenOne() throws Exception {
    byte[] plain = new byte[100];
    inflate.begin(new byte[] {7}, 0, 1);
    assertThatThrownBy(() -> inflate.inflate(plain, 0, 100)).isInstanceOf(ZipException.class);
    inflate.forget();
    assertThat(inflate.finished()).isTrue();
    byte[] next = Streams.deflated(new byte[1000], new Rng(3));
    inflate.begin(next, 0, next.length);
    assertThat(inflate.inflate(new byte[2000], 0, 2000)).isEqualTo(1000);
  }
}
