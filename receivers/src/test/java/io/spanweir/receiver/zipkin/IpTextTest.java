package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Endpoint;

/** Addresses as Zipkin has them. */
class IpTextTest {
  private final ZipkinEndpoint endpoint = new ZipkinEndpoint();
  private final byte[] target = new byte[IpText.BYTES_MAX];

  private boolean read(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    endpoint.clear();
    return IpText.read(bytes, 1, bytes.length - 1, endpoint);
  }

  private String written() {
    int end =
        endpoint.hasIpv4()
            ? IpText.writeV4(target, 0, endpoint.ipv4())
            : IpText.writeV6(target, 0, endpoint.ipv6High(), endpoint.ipv6Low());
    return new String(target, 0, end, StandardCharsets.US_ASCII);
  }

  private static String zipkin(String address) {
    Endpoint parsed = Endpoint.newBuilder().ip(address).build();
    return parsed.ipv4() == null ? parsed.ipv6() : parsed.ipv4();
  }

  @Test
  void anyAddressComesBackAsZipkinWritesIt() {
    Seed.each(
        500,
        seed -> {
          Rng rng = new Rng(seed);
          ByteBuffer bytes = ByteBuffer.allocate(16);
          for (int i = 0; i < 8; i++) {
            bytes.putShort((short) (rng.percent(50) ? 0 : rng.below(1 << rng.between(1, 16))));
          }
          String six = InetAddress.getByAddress(bytes.array()).getHostAddress();
          assertThat(read(six)).isTrue();
          // What stands for an address of IPv4 Zipkin sees as one in bytes, but not in text.
          if (!endpoint.hasIpv4()) {
            assertThat(zipkin(written())).isEqualTo(zipkin(six));
          }
          byte[] four = new byte[] {(byte) rng.below(256), (byte) rng.below(256), 0, (byte) seed};
          String text = InetAddress.getByAddress(four).getHostAddress();
          assertThat(read(text)).isTrue();
          assertThat(written()).isEqualTo(text);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "0:0:0:0:0:0:0:0, ::",
    "FE80::A, fe80::a",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8, ::2:3:4:5:6:7:8",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "::ffff:1.2.3.4, 1.2.3.4",
    "::FFFF:102:304, 1.2.3.4",
    "::1.2.3.4, 1.2.3.4",
    "64:ff9b::1.2.3.4, 64:ff9b::102:304",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    "001.002.003.004, 1.2.3.4",
  })
  void readsEveryWayToWriteOne(String text, String expected) {
    assertThat(read(text)).isTrue();
    assertThat(written()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.",
        ".1.2.3",
        "1..2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.0001",
        "1.2.3.-1",
        "1.2.3.4 ",
        "a.b.c.d",
        ":",
        ":::",
        "1:",
        ":1",
        "1:2",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "1:2:3:4::5:6:7:8",
        "12345::",
        "g::",
        "::1.2.3",
        "::1.2.3.4:5",
        "1:2:3:4:5:6:7:1.2.3.4",
        "fe80::1%eth0",
        "[::1]",
        "localhost",
        "\u0661.2.3.4",
      })
  void refusesWhatIsNone(String text) {
    assertThat(read(text)).isFalse();
    assertThat(endpoint.isEmpty()).isTrue();
  }
}
