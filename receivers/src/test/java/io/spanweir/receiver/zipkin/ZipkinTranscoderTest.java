package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesEncoder;

/** Whatever a body is, its bytes say so. */
class ZipkinTranscoderTest {
  private static final int THRIFT_LIST_HEAD = 5;

  private final ZipkinTranscoder transcoder = new ZipkinTranscoder();

  private static ZipkinEncoding encoding(byte[] body) {
    return ZipkinEncoding.of(body, body.length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Zipkins.Result read(byte[] body) throws MalformedException, IOException {
    return Zipkins.transcode(transcoder, body);
  }

  @ParameterizedTest
  @CsvSource({
    "brave-6.3.1-okhttp-v2-json.json, JSON_V2",
    "brave-6.3.1-urlconnection-v2-json.json.gz, JSON_V2",
    "brave-6.3.1-proto3-part1.pb, PROTO3",
    "otel-java-1.33.0-zipkin-exporter-v2-json.json.gz, JSON_V2",
    "py_zipkin-0.15.0-v1-thrift-128bit-error.thrift, THRIFT",
    "zipkin-go-head-v2-json.json, JSON_V2",
    "zipkin-go-opentracing-0.3.5-v1-thrift.thrift, THRIFT",
    "zipkin-go-opentracing-0.3.5-v1-thrift-empty-list-on-close.thrift, THRIFT",
    "zipkin-js-0.22.0-v2-json.json, JSON_V2",
    "zipkin-reporter-3.5.3-health-empty-list.json.gz, JSON_V2",
    "zipkin-reporter-3.5.3-v1-json.json, JSON_V1",
    "zipkin-reporter-3.5.3-v1-thrift.thrift, THRIFT",
  })
  void knowsWhatClientsSend(String capture, ZipkinEncoding expected) throws Exception {
    byte[] body = Zipkins.resource("wire-captures/" + capture);
    assertThat(encoding(body)).isEqualTo(expected);
    assertThat(read(body).leftOut()).isEqualTo(LeftOut.NOTHING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|JSON_V2",
        "{}|JSON_V2",
        "[{\"traceId\":\"1\",\"name\":\"x\"}]|JSON_V2",
        "[{\"binaryAnnotations\":[]}]|JSON_V1",
        "{\"binaryAnnotations\":[]}|JSON_V1",
        "[{\"annotations\":[{\"value\":\"sr\",\"endpoint\":{}}]}]|JSON_V1",
        "[{\"annotations\":[{\"value\":\"sr\",\"endpoint\":null}],\"tags\":{}}]|JSON_V1",
        "[{\"annotations\":[{\"value\":\"\\\"endpoint\\\"\"}]}]|JSON_V2",
        "[{\"annotations\":null,\"binaryAnnotations\":null}]|JSON_V1",
        "[{\"localEndpoint\":{},\"annotations\":[{\"endpoint\":{}}]}]|JSON_V1",
        "[{\"localEndpoint\":{},\"annotations\":[{\"value\":\"x\"}]}]|JSON_V2",
        "[{\"name\":\"binaryAnnotations\",\"tags\":{}}]|JSON_V2",
        "[{\"tags\":{\"binaryAnnotations\":\"x\"}}]|JSON_V2",
        "[{\"traceId\":\"1\"},{\"binaryAnnotations\":[]}]|JSON_V1",
        "[{\"traceId\":\"1\"},{\"kind\":\"CLIENT\"},{\"binaryAnnotations\":[]}]|JSON_V2",
        "[{\"binary\\u0041nnotations\":[]}]|JSON_V1",
        "[7,null,{\"binaryAnnotations\":[]}]|JSON_V1",
        "[NaN,{\"a\":\"\\q\"},{\"binaryAnnotations\":[]}]|JSON_V1",
        "[{\"a\":01,\"tags\":{}},{\"binaryAnnotations\":[]}]|JSON_V1",
        "[{\"a\":[}},{\"binaryAnnotations\":[]}]|JSON_V2",
        "[{\"binaryAnnotations\"|JSON_V2",
        "[{\"a\" 1|JSON_V2",
      })
  void knowsTheVersionOfJsonByItsKeys(String json, ZipkinEncoding expected) {
    assertThat(encoding(utf8(json))).isEqualTo(expected);
    assertThat(encoding(utf8("\n" + json))).isEqualTo(expected);
    assertThat(encoding(utf8(" \r\n\t" + json))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'', NOTHING",
    "0c00000000, THRIFT",
    "0b00000000, THRIFT",
    "0a0001, THRIFT",
    "0b0003, THRIFT",
    "0f0006, THRIFT",
    "0a02, PROTO3",
    "0a00, PROTO3",
    "0a, JSON_V2",
    "00, UNKNOWN",
    "10, UNKNOWN",
    "ff, UNKNOWN",
    "41, UNKNOWN",
    "22, UNKNOWN",
    "1f8b08, UNKNOWN",
    "efbbbf, JSON_V2",
    "efbbbf5b5d, JSON_V2",
    "efbbbf0c00000000, UNKNOWN",
    "efbb5b5d, UNKNOWN",
  })
  void knowsTheOthersByTheirFirstBytes(String hex, ZipkinEncoding expected) {
    assertThat(encoding(HexFormat.of().parseHex(hex))).isEqualTo(expected);
  }

  /** The length of a span may be the byte that begins a list in JSON. */
  @ParameterizedTest
  @ValueSource(ints = {'[', '{', ' ', '\n', '\t', '\r'})
  void isNotMisledByALengthThatLooksLikeJson(int length) throws Exception {
    byte[] ids = HexFormat.of().parseHex("0a0800000000000000011a080000000000000002");
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.write(new byte[] {0x0a, (byte) length});
    if (length > 22) {
      body.write(ids);
      body.write(new byte[] {0x2a, (byte) (length - 22)});
      body.write(utf8("[".repeat(length - 22)));
    } else {
      body.write(new byte[] {0x2a, (byte) (length - 2)});
      body.write(utf8("[".repeat(length - 2)));
    }
    assertThat(encoding(body.toByteArray())).isEqualTo(ZipkinEncoding.PROTO3);
  }

  @Test
  void readsSpansOfThriftWithoutAListAroundThem() throws Exception {
    byte[] list = Zipkins.resource("wire-captures/zipkin-reporter-3.5.3-v1-thrift.thrift");
    byte[] bare = Arrays.copyOfRange(list, THRIFT_LIST_HEAD, list.length);
    assertThat(encoding(bare)).isEqualTo(ZipkinEncoding.THRIFT);
    assertThat(BackToZipkin.of(read(bare).data()).get(0))
        .isEqualTo(BackToZipkin.of(read(list).data()).get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "[ ]", " ", "\n"})
  void nothingIsNoSpans(String body) throws Exception {
    Zipkins.Result result = read(utf8(body));
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(result.data().getResourceSpansCount()).isZero();
  }

  @Test
  void refusesWhatIsNoneOfThem() {
    assertThatThrownBy(() -> read(utf8("<spans/>")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("none of Zipkin's encodings");
  }

  @ParameterizedTest
  @EnumSource(names = {"JSON_V1", "JSON_V2", "THRIFT", "PROTO3"})
  void readsAnyEncodingOfAnySpans(SpanBytesEncoder encoder) {
    Seed.each(
        100,
        seed -> {
          Rng rng = new Rng(seed);
          List<Span> spans = new RandomSpans(rng).next(1 + rng.below(4));
          byte[] body = encoder.encodeList(spans);
          Zipkins.Result result = read(body);
          assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
          List<Span> back = BackToZipkin.of(result.data());
          assertThat(back.stream().map(Span::id).distinct().toList())
              .isEqualTo(spans.stream().map(Span::id).toList());
        });
  }
}
