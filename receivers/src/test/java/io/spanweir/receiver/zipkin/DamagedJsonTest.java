package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.Transcoder;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/**
 * JSON that isn't quite, as programs make it that write JSON by hand. What Zipkin's library takes
 * is taken as it takes it; what it refuses a list for costs the span that it is in. Letters of the
 * bodies here are bytes.
 */
@SuppressWarnings("deprecation") // The library has no other v1.
class DamagedJsonTest {
  private static final int BODIES = 3_000;
  private static final String IDS = "\"traceId\":\"1\",\"id\":\"2\"";
  private static final String GOOD = "{" + IDS + "}";

  /** Bytes of no character, of characters' beginnings and ends, controls, and escapes. */
  private static final String DAMAGE =
      "\u00ff\u00c3\u0080\u00bf\u00e2\u0082\u00ed\u00a0\u00f0\u009f\u00c0\u0000\u0001\n\t\u007f\\'\\n";

  private final V1Model v1 = new V1Model();
  private final V2JsonTranscoder v2 = new V2JsonTranscoder();

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<Span> read(Transcoder transcoder, byte[] body)
      throws MalformedException, IOException {
    Zipkins.Result result = Zipkins.transcode(transcoder, body);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    return BackToZipkin.of(result.data());
  }

  private static void assertAsZipkin(String json) throws MalformedException, IOException {
    byte[] body = bytes(json);
    List<Span> expected = SpanBytesDecoder.JSON_V2.decodeList(body);
    assertThat(read(new V2JsonTranscoder(), body)).isEqualTo(expected);
    assertThat(read(new V1JsonTranscoder(), body))
        .isEqualTo(SpanBytesDecoder.JSON_V1.decodeList(body));
    assertThat(read(new ZipkinTranscoder(), body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"name\":\"a\u00ffB\u00e2\u0082\"",
        "\"name\":\"\u00e2\u0082\"",
        "\"name\":\"\u00c3\\u00c4\u0080\\n\"",
        "\"name\":\"\u00ed\u00a0\u00bd\u00ed\u00b8\u0080\"",
        "\"name\":\"a\nb\tc\u0000\u0001\u007f\u00c2\u0085\"",
        "\"name\":\"a\\'b\\\nc\"",
        "\"debug\":TRUE,\"name\":Null,\"x\":[False,nULL,trUE]",
        "\"x\":123456789012345678901234567890123456789012345678901234567890123456789012345678901234567",
        "\"na\u00ffme\":\"a\"",
        "\"x\":{\"\u00ff\":[\"\u00fe\",{\"\\'\":\"\n\"}]}",
        "\"tags\":{\"a\":\"\u00ff\",\"\u00ff\":\"1\",\"\u00fe\":\"2\",\"b\\n\":\"c\u0001\"}",
        "\"annotations\":[{\"timestamp\":1,\"value\":\"\u00ff\"}]",
      })
  void takesTextsThatJsonDoesNotHave(String field) throws Exception {
    assertAsZipkin("[{" + IDS + "," + field + "}," + GOOD + "]");
  }

  @Test
  void readsThemInEndpointsToo() throws Exception {
    String json =
        "[{"
            + IDS
            + ",\"localEndpoint\":{\"serviceName\":\"A\u00ff\",\"ipv4\":\"1.2.3.\u00ff\",\"port\":7}},"
            + GOOD
            + "]";
    assertThat(read(v2, bytes(json))).isEqualTo(SpanBytesDecoder.JSON_V2.decodeList(bytes(json)));
  }

  @Test
  void readsThemInBinaryAnnotationsToo() throws Exception {
    String json =
        "[{"
            + IDS
            + ",\"binaryAnnotations\":[{\"key\":\"k\u00ff\",\"value\":\"\t\u00fe\",\"endpoint\":"
            + "{\"serviceName\":\"\u00c3\"}}]}]";
    List<Span> expected = SpanBytesDecoder.JSON_V1.decodeList(bytes(json));
    assertThat(expected.get(0).tags()).containsEntry("k\ufffd", "\t\ufffd");
    assertThat(read(new V1JsonTranscoder(), bytes(json))).isEqualTo(expected);
    assertThat(read(new ZipkinTranscoder(), bytes(json))).isEqualTo(expected);
  }

  /** Zipkin has no value but texts; here it is the JSON it is, which has to be UTF-8 as well. */
  @Test
  void mendsValuesThatAreWrittenAsJson() throws Exception {
    String json = "[{" + IDS + ",\"tags\":{\"a\":[\"\u00ff\"],\"b\":{\"c\":\"\t\"}}}]";
    assertThat(read(new V2JsonTranscoder(), bytes(json)).get(0).tags())
        .containsEntry("a", "[\"\ufffd\"]")
        .containsEntry("b", "{\"c\":\"\t\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ef\u00bb\u00bf[" + GOOD + "]",
        "\u00ef\u00bb\u00bf []",
        "[" + GOOD + "] and more",
        "[" + GOOD + "]\u0000\u0000",
        "[" + GOOD + "]\u00ff",
        "[]x",
      })
  void doesNotMindWhatIsAroundAList(String json) throws Exception {
    assertAsZipkin(json);
  }

  /** Zipkin ignores them; here nothing is acknowledged and lost uncounted. */
  @Test
  void moreSpansBehindTheListAreCountedAsLeftOut() throws Exception {
    for (String more : List.of("[" + GOOD + "]", " " + GOOD, "[")) {
      for (Transcoder transcoder : List.of(new V2JsonTranscoder(), new V1JsonTranscoder())) {
        Zipkins.Result result = Zipkins.transcode(transcoder, bytes("[" + GOOD + "]" + more));
        assertThat(BackToZipkin.of(result.data())).hasSize(1);
        assertThat(result.leftOut().spans()).isEqualTo(1);
        assertThat(result.leftOut().reason()).contains("behind the list");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 100, 253})
  void skipsAsDeepAsZipkin(int levels) throws Exception {
    assertAsZipkin("[{" + IDS + ",\"x\":" + "[".repeat(levels) + "]".repeat(levels) + "}]");
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 1_000, 100_000})
  void skipsDeeperThanZipkin(int levels) throws Exception {
    String deep = "{\"k\":".repeat(levels) + "1" + "}".repeat(levels);
    String list = "[{" + IDS + ",\"x\":" + deep + "}," + GOOD + "]";
    assertThat(read(new V2JsonTranscoder(), bytes(list))).hasSize(2);
    assertThat(read(new V1JsonTranscoder(), bytes(list))).hasSize(2);
    String tag = "[{" + IDS + ",\"tags\":{\"k\":" + deep + "}}]";
    assertThat(read(new ZipkinTranscoder(), bytes(tag)).get(0).tags()).containsEntry("k", deep);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"a\\qb\",IDS}|escape",
        "{\"name\":\"a\\u12g4b\",IDS}|escape",
        "{IDS,\"x\\q\":1}|escape",
        "{IDS,\"x\":NaN}|a value",
        "{IDS,\"timestamp\":NaN}|a number",
        "{IDS,\"timestamp\":-Infinity}|a number",
        "{IDS,\"x\":01}|a value",
        "{IDS,\"x\":1.}|a value",
        "{IDS,\"x\":undefined}|a value",
        "{IDS,\"x\":TRU}|a value",
        "{IDS,\"x\":nulL0}|a comma",
        "{IDS,'x':1}|a key",
        "{IDS,\"x\" 1}|a colon",
        "{IDS,\"x\":1,}|a key",
        "{IDS /* x */}|a comma",
        "{IDS,\"x\":[1,{\"a\":\"]}\\\"\"},]}|a value",
        "{IDS,\"tags\":{\"a\":\"\\q\"}}|escape",
        "{IDS,\"tags\":{\"a\":nil}}|a value",
        "{IDS,\"annotations\":[{\"timestamp\":1,\"value\":\"\\x\"}]}|escape",
        "{IDS,\"localEndpoint\":{\"serviceName\":\"\\x\"}}|escape",
        "{\"traceId\":\"\u00ff\",\"id\":\"1\"}|in hex",
        "NaN|a span",
        "'x'|a span",
        "\"\\q\"|a span",
        "[\"\\q\",[NaN]]|a span",
      })
  void whatZipkinRefusesAListForCostsOneSpan(String bad, String reason) throws Exception {
    String list = "[" + GOOD + "," + bad.replace("IDS", IDS) + " ," + GOOD + "]";
    assertThatThrownBy(() -> SpanBytesDecoder.JSON_V2.decodeList(bytes(list)))
        .isInstanceOf(IllegalArgumentException.class);
    Transcoder[] transcoders = {
      new V2JsonTranscoder(), new V1JsonTranscoder(), new ZipkinTranscoder()
    };
    for (Transcoder transcoder : transcoders) {
      Zipkins.Result result = Zipkins.transcode(transcoder, bytes(list));
      assertThat(BackToZipkin.of(result.data())).hasSize(2);
      assertThat(result.leftOut().spans()).isEqualTo(1);
      if (!bad.contains("tags") || transcoder instanceof V2JsonTranscoder) {
        assertThat(result.leftOut().reason()).contains(reason);
      }
    }
  }

  /** Two of them would hide what is between: no span is left out unseen. */
  @ParameterizedTest
  @ValueSource(strings = {"\"5\" disk\"", "\"5\"\"", "\"a\" \"b\"\"", "\"5\",\""})
  void quotesThatDoNotMatchHideNoSpan(String name) {
    String bad = "{" + IDS + ",\"name\":" + name + "}";
    String list = String.join(",", "[" + GOOD, bad, GOOD, GOOD, bad, GOOD + "]");
    assertThatThrownBy(() -> read(new V2JsonTranscoder(), bytes(list)))
        .isInstanceOf(MalformedException.class);
  }

  /** Half a surrogate pair is a question mark to both. */
  @Test
  void halfASurrogatePairIsNoReason() throws Exception {
    String list = "[{" + IDS + ",\"name\":\"a\\ud83db\"}]";
    Span expected = SpanBytesDecoder.JSON_V2.decodeList(bytes(list)).get(0);
    assertThat(V1Model.json(read(v2, bytes(list)))).isEqualTo(V1Model.json(List.of(expected)));
  }

  @Test
  void takesWhateverZipkinTakes() {
    Seed.each(BODIES, this::checkV2);
  }

  private void checkV2(long seed) throws Exception {
    Rng rng = new Rng(seed);
    List<Span> spans = new RandomSpans(rng).next(1 + rng.below(4));
    byte[] body = damaged(rng, SpanBytesEncoder.JSON_V2.encodeList(spans));
    List<Span> expected;
    try {
      expected = SpanBytesDecoder.JSON_V2.decodeList(body);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(read(v2, body)).as(new String(body, StandardCharsets.UTF_8)).isEqualTo(expected);
  }

  @Test
  void takesWhateverZipkinTakesOfV1() {
    Seed.each(BODIES, this::checkV1);
  }

  private void checkV1(long seed) throws Exception {
    byte[] thrift = V1Thrift.list(List.of(new V1Random(new Random(seed)).span()));
    List<Span> spans = SpanBytesDecoder.THRIFT.decodeList(thrift);
    byte[] whole = SpanBytesEncoder.JSON_V1.encodeList(spans);
    if (new String(whole, StandardCharsets.UTF_8).contains("\"value\":true")) {
      // An address whose endpoint is damaged stays a tag here.
      return;
    }
    byte[] body = damaged(new Rng(seed), whole);
    List<Span> expected;
    try {
      expected = SpanBytesDecoder.JSON_V1.decodeList(body);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertThat(V1Model.json(v1.json(body)))
        .as(new String(body, StandardCharsets.UTF_8))
        .isEqualTo(V1Model.json(expected));
  }

  /** With a few bytes changed, of texts and keys, and none that may be of an id. */
  private static byte[] damaged(Rng rng, byte[] json) {
    byte[] damaged = json.clone();
    for (int i = rng.between(1, 3); i > 0; i--) {
      int at = rng.below(damaged.length);
      for (int tries = 0; tries < 50 && (damaged[at] <= 'f' || damaged[at] > 'z'); tries++) {
        at = rng.below(damaged.length);
      }
      damaged[at] = (byte) DAMAGE.charAt(rng.below(DAMAGE.length()));
    }
    return damaged;
  }
}
