package io.spanweir.core.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GunzipTest {
  private final Gunzip gunzip = new Gunzip();

  @AfterEach
  void end() {
    gunzip.end();
  }

  /** Takes pieces of sizes drawn from the seed. */
  private byte[] inflate(byte[] gzip, Rng rng) throws ZipException {
    byte[] plain = new byte[1 << 20];
    int length = 0;
    gunzip.begin(gzip, gzip.length);
    int count;
    do {
      count = gunzip.inflate(plain, length, 1 + rng.below(5000));
      length += count;
    } while (count > 0);
    return Bodies.cut(plain, length);
  }

  @Test
  void agreesWithTheJdk() throws Exception {
    Seed.each(
        200,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] body =
              rng.percent(50)
                  ? Bodies.random((int) seed, rng.below(20_000))
                  : Bodies.repeated(Bodies.request().body(), 1 + rng.below(20));
          gunzip.reset();
          assertThat(inflate(Bodies.gzip(body), rng)).isEqualTo(body);
        });
  }

  @Test
  void readsEveryPartOfAHeader() throws Exception {
    byte[] body = "what is in it".getBytes(StandardCharsets.UTF_8);
    for (int flags = 0; flags < 32; flags++) {
      byte[] gzip = gzip(body, flags);
      assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes())
          .as("flags %s as the JDK reads them", flags)
          .isEqualTo(body);
      gunzip.reset();
      assertThat(inflate(gzip, new Rng(flags))).as("flags %s", flags).isEqualTo(body);
    }
  }

  /** One member with every part of the header that the flags ask for. */
  private static byte[] gzip(byte[] body, int flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
    if ((flags & 4) != 0) {
      out.writeBytes(new byte[] {3, 0, 'a', 0, 'c'});
    }
    if ((flags & 8) != 0) {
      out.writeBytes(new byte[] {'n', 0});
    }
    if ((flags & 16) != 0) {
      out.writeBytes(new byte[] {0});
    }
    CRC32 crc = new CRC32();
    if ((flags & 2) != 0) {
      crc.update(out.toByteArray());
      out.write((int) crc.getValue());
      out.write((int) crc.getValue() >> 8);
    }
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(body);
    deflater.finish();
    byte[] deflated = new byte[body.length + 100];
    out.write(deflated, 0, deflater.deflate(deflated));
    deflater.end();
    crc.reset();
    crc.update(body);
    for (int shift = 0; shift < 32; shift += 8) {
      out.write((int) crc.getValue() >> shift);
    }
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(body.length >> shift);
    }
    return out.toByteArray();
  }

  @Test
  void readsMembersOneAfterTheOther() throws Exception {
    byte[] one = Bodies.gzip(new byte[] {1, 2});
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      members.writeBytes(one);
    }
    assertThat(inflate(members.toByteArray(), new Rng(1))).containsExactly(1, 2, 1, 2, 1, 2);
  }

  @Test
  void knowsWhenItIsNotWhole() throws Exception {
    byte[] gzip = Bodies.gzip(Bodies.request().body());
    for (int length = 0; length < gzip.length; length++) {
      byte[] some = Bodies.cut(gzip, length);
      gunzip.reset();
      assertThatThrownBy(() -> inflate(some, new Rng(some.length)))
          .as("%s of %s bytes", length, gzip.length)
          .isInstanceOf(ZipException.class)
          .hasMessage("the body is no gzip: it breaks off");
    }
  }

  @Test
  void refusesWhatIsNoGzip() throws Exception {
    byte[] gzip = Bodies.gzip(Bodies.request().body());
    for (int at : new int[] {0, 1, 2, 3, gzip.length - 1, gzip.length - 5}) {
      byte[] broken = gzip.clone();
      broken[at] ^= (byte) 0xe0;
      gunzip.reset();
      assertThatThrownBy(() -> inflate(broken, new Rng(at))).isInstanceOf(ZipException.class);
    }
  }

  @Test
  void survivesAnyDamage() throws Exception {
    byte[] gzip = Bodies.gzip(Bodies.request().body());
    Seed.each(
        500,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] broken = gzip.clone();
          broken[rng.below(broken.length)] ^= (byte) (1 + rng.below(255));
          gunzip.reset();
          try {
            inflate(broken, rng);
          } catch (ZipException e) {
            assertThat(e).hasMessageStartingWith("the body is no gzip");
          }
        });
  }
}
