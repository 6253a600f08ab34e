package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import zipkin2.Endpoint;

/**
 * What is remembered of earlier spans changes nothing: the same with a field in each binary
 * annotation that nobody writes, for which nothing remembered fits.
 */
class V1ThriftTagsTest {
  private static final int BODIES = 400;
  private static final int BOOL_FIELD = 99;
  private static final int LONG = 4;
  private static final List<String> MEANINGS =
      List.of(
          "error",
          "otel.status_code",
          "otel.scope.name",
          "span.kind",
          "peer.service",
          "network.local.port",
          "w3c.tracestate",
          "otlp.link.0",
          "lc",
          "sa",
          "ca",
          "zz",
          "ключ",
          "a key of more than forty-eight letters, which is none of a phrase");
  private static final List<String> TEXTS =
      List.of("", "x", "true", "ERROR", "some=1", "ключ", "12345678", "\u0000", "ä");
  private static final List<Endpoint> ENDPOINTS =
      List.of(
          endpoint("front", "10.0.0.1", 80),
          endpoint("front", "10.0.0.1", 81),
          endpoint("Front", "10.0.0.1", 80),
          endpoint("back", "2001:db8::c001", 80));

  private Rng rng = new Rng(1);
  private final V1ThriftTranscoder experienced = new V1ThriftTranscoder();

  private static Endpoint endpoint(String service, String address, int port) {
    return Endpoint.newBuilder().serviceName(service).ip(address).port(port).build();
  }

  /** A binary annotation. */
  private record Binary(String key, int type, byte[] value, Endpoint host) {
    void write(ThriftBytes out, boolean spread) {
      if (spread) {
        out.field(ThriftReader.BOOL, BOOL_FIELD).i8(1);
      }
      V1Thrift.binary(out, key, type, value, host);
    }
  }

  @Test
  void whatIsRememberedChangesNothing() {
    Seed.each(1, this::bodies);
  }

  private void bodies(long seed) throws IOException, MalformedException {
    rng = new Rng(seed);
    for (int i = 0; i < BODIES; i++) {
      ThriftBytes plain = ThriftBytes.start();
      ThriftBytes spread = ThriftBytes.start();
      int spans = rng.between(1, 20);
      plain.i8(ThriftReader.STRUCT).i32(spans);
      spread.i8(ThriftReader.STRUCT).i32(spans);
      for (int n = 0; n < spans; n++) {
        span(plain, spread);
      }
      Zipkins.Result expected = Zipkins.transcode(new V1ThriftTranscoder(), spread.bytes());
      assertThat(Zipkins.transcode(experienced, plain.bytes())).isEqualTo(expected);
    }
  }

  private void span(ThriftBytes plain, ThriftBytes spread) {
    ThriftBytes head = ThriftBytes.start();
    head.field(ThriftReader.I64, 1).i64(rng.id()).field(ThriftReader.I64, 4).i64(rng.id());
    head.field(ThriftReader.STRING, 3).text("get " + rng.below(3));
    if (rng.percent(80)) {
      annotations(head);
    }
    plain.raw(head.bytes());
    spread.raw(head.bytes());
    for (int lists = rng.percent(3) ? 2 : 1; lists > 0; lists--) {
      List<Binary> list = binaries();
      write(plain, list, false);
      write(spread, list, true);
    }
    plain.stop();
    spread.stop();
  }

  private void annotations(ThriftBytes out) {
    out.field(ThriftReader.LIST, 6).i8(ThriftReader.STRUCT).i32(2);
    boolean server = rng.percent(50);
    for (String value : server ? List.of("sr", "ss") : List.of("cs", "cr")) {
      out.field(ThriftReader.I64, 1).i64(rng.between(1L, 1L << 50));
      out.field(ThriftReader.STRING, 2).text(value);
      V1Thrift.endpoint(out, 3, rng.percent(90) ? ENDPOINTS.get(0) : rng.pick(ENDPOINTS));
      out.stop();
    }
  }

  private static void write(ThriftBytes out, List<Binary> list, boolean spread) {
    out.field(ThriftReader.LIST, 8).i8(ThriftReader.STRUCT).i32(list.size());
    list.forEach(binary -> binary.write(out, spread));
  }

  private List<Binary> binaries() {
    List<Binary> list = new ArrayList<>();
    Endpoint host = rng.percent(90) ? ENDPOINTS.get(rng.below(2)) : null;
    int first = rng.below(8);
    for (int i = first; i < first + rng.below(8); i++) {
      list.add(new Binary("http.number." + i, V1Thrift.STRING, text(), host));
    }
    if (rng.percent(30)) {
      // So many that some have to be forgotten again.
      list.add(new Binary("k" + rng.below(3_000), V1Thrift.STRING, text(), host));
    }
    if (rng.percent(20)) {
      list.add(new Binary(rng.pick(MEANINGS), V1Thrift.STRING, text(), host));
    }
    if (rng.percent(20)) {
      String key = rng.pick(List.of("sa", "ca", "ma"));
      list.add(new Binary(key, V1Thrift.BOOL, new byte[] {1}, rng.pick(ENDPOINTS)));
    }
    if (rng.percent(3)) {
      list.add(new Binary("http.number.3", V1Thrift.BOOL, new byte[] {1}, host));
    }
    if (rng.percent(3)) {
      list.add(new Binary("http.number.4", LONG, new byte[rng.between(7, 8)], host));
    }
    if (rng.percent(3)) {
      list.add(new Binary("http.number.5", V1Thrift.STRING, text(), rng.pick(ENDPOINTS)));
    }
    return list;
  }

  /** Now and then no UTF-8. */
  private byte[] text() {
    if (rng.percent(30)) {
      return rng.pick(TEXTS).getBytes(StandardCharsets.UTF_8);
    }
    byte[] text = new byte[rng.below(rng.percent(10) ? 200 : 70)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) rng.between(' ', '~');
    }
    if (text.length > 0 && rng.percent(3)) {
      text[rng.below(text.length)] = (byte) rng.below(256);
    }
    return text;
  }

  /** Cut off at each byte, and with each byte changed: as for one who has seen nothing before. */
  @Test
  void whateverIsCutOffOrChangedIsReadAsForTheFirstTime() throws IOException {
    List<Binary> list = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] value = "x".repeat(4 * i).getBytes(StandardCharsets.US_ASCII);
      list.add(new Binary("http.number." + i, V1Thrift.STRING, value, ENDPOINTS.get(0)));
    }
    list.add(new Binary("sa", V1Thrift.BOOL, new byte[] {1}, ENDPOINTS.get(3)));
    ThriftBytes out = ThriftBytes.start();
    out.field(ThriftReader.I64, 1).i64(1).field(ThriftReader.I64, 4).i64(2);
    write(out, list, false);
    byte[] body = out.stop().bytes();
    for (int length = 1; length < body.length; length++) {
      assertSame(body, Arrays.copyOf(body, length));
      for (int bit = 0; bit < Byte.SIZE; bit += 3) {
        byte[] changed = body.clone();
        changed[length] ^= (byte) (1 << bit);
        assertSame(body, changed);
      }
    }
  }

  private void assertSame(byte[] good, byte[] body) throws IOException {
    Object usual = outcome(experienced, good);
    assertThat(outcome(experienced, body)).isEqualTo(outcome(new V1ThriftTranscoder(), body));
    assertThat(outcome(experienced, good)).isEqualTo(usual);
  }

  private static Object outcome(V1ThriftTranscoder transcoder, byte[] body) throws IOException {
    try {
      return Zipkins.transcode(transcoder, body);
    } catch (MalformedException e) {
      return e.getMessage() + " at " + e.offset();
    }
  }
}
