package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON becomes the protobuf that protobuf-java would make of it. */
class JsonTranscoderTest {
  private static final int OUTPUT_MAX = 1 << 20;

  private final ChunkPool pool = new ChunkPool(64 << 20, 0);
  private final JsonTranscoder transcoder = new JsonTranscoder(Signal.TRACES);

  @AfterEach
  void allIsReleased() {
    assertThat(pool.leasedBytes()).isZero();
  }

  private byte[] transcode(byte[] json) throws MalformedException, IOException {
    Chunk chunk = pool.lease(json.length);
    System.arraycopy(json, 0, chunk.bytes(), 0, json.length);
    chunk.length(json.length);
    BodyBuffer output = new BodyBuffer(pool, OUTPUT_MAX);
    try {
      transcoder.transcode(chunk, output);
      byte[] written = new byte[output.length()];
      if (written.length > 0) {
        System.arraycopy(output.bytes(), 0, written, 0, written.length);
      }
      return written;
    } finally {
      output.clear();
      chunk.release();
    }
  }

  private ExportTraceServiceRequest parse(String json) throws MalformedException, IOException {
    return ExportTraceServiceRequest.parseFrom(transcode(json.getBytes(StandardCharsets.UTF_8)));
  }

  private Span span(String fields) throws MalformedException, IOException {
    String json = "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + fields + "}]}]}]}";
    ExportTraceServiceRequest request = parse(json);
    assertThat(request).isEqualTo(JsonOracle.parse(json.getBytes(StandardCharsets.UTF_8)));
    return request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  private AnyValue value(String value) throws MalformedException, IOException {
    return span("\"attributes\":[{\"key\":\"k\",\"value\":{" + value + "}}]")
        .getAttributes(0)
        .getValue();
  }

  static Stream<Path> files() throws IOException {
    Path folder = Path.of("src/test/resources/otlp-json");
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsWhatOthersPublish(Path file) throws Exception {
    byte[] json = Files.readAllBytes(file);
    ExportTraceServiceRequest expected = JsonOracle.parse(json);
    assertThat(expected.getResourceSpansCount()).isPositive();
    byte[] protobuf = transcode(json);
    assertThat(ExportTraceServiceRequest.parseFrom(protobuf)).isEqualTo(expected);
    assertThat(protobuf.length).isLessThanOrEqualTo(json.length);
  }

  @Test
  void readsIdsInEitherCase() throws Exception {
    Span lower = span("\"traceId\":\"5b8efff798038103d269b633813fc60c\"");
    Span upper = span("\"traceId\":\"5B8EFFF798038103D269B633813FC60C\"");
    assertThat(upper).isEqualTo(lower);
    assertThat(lower.getTraceId().size()).isEqualTo(16);
    assertThat(span("\"spanId\":\"\",\"parentSpanId\":\"00\"").getParentSpanId())
        .isEqualTo(ByteString.copyFrom(new byte[1]));
  }

  @ParameterizedTest
  @CsvSource({
    "1544712660300000000, 1544712660300000000",
    "\"1544712660300000000\", 1544712660300000000",
    "1.5447126603E18, 1544712660300000000",
    "\"18446744073709551615\", -1",
    "18446744073709551615, -1",
    "0, 0",
  })
  void readsTimesAsTextOrNumber(String written, long expected) throws Exception {
    assertThat(span("\"startTimeUnixNano\":" + written).getStartTimeUnixNano()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "-9223372036854775808, -9223372036854775808",
    "\"9223372036854775807\", 9223372036854775807",
    "-1, -1",
    "\"-5\", -5",
    "1e3, 1000",
    "2.0, 2"
  })
  void readsIntegers(String written, long expected) throws Exception {
    assertThat(value("\"intValue\":" + written).getIntValue()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-0.5, -0.5",
    "1e300, 1e300",
    "\"NaN\", NaN",
    "\"Infinity\", Infinity",
    "\"-Infinity\", -Infinity",
    "\"3.25\", 3.25",
    "-0.0, -0.0"
  })
  void readsDoubles(String written, Double expected) throws Exception {
    assertThat(value("\"doubleValue\":" + written).getDoubleValue()).isEqualTo(expected);
  }

  @Test
  void readsEnumsAsNumberOrName() throws Exception {
    assertThat(span("\"kind\":2").getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(span("\"kind\":\"SPAN_KIND_CLIENT\"").getKind())
        .isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(span("\"kind\":\"5\"").getKindValue()).isEqualTo(5);
    assertThat(span("\"kind\":77").getKindValue()).isEqualTo(77);
    assertThat(span("\"status\":{\"code\":\"STATUS_CODE_ERROR\"}").getStatus().getCodeValue())
        .isEqualTo(2);
    assertThat(span("\"status\":{}").hasStatus()).isTrue();
  }

  @Test
  void readsValuesOfEveryKind() throws Exception {
    assertThat(value("\"stringValue\":\"\"").hasStringValue()).isTrue();
    assertThat(value("\"boolValue\":false").hasBoolValue()).isTrue();
    assertThat(value("\"boolValue\":true").getBoolValue()).isTrue();
    assertThat(value("\"bytesValue\":\"AAEC/w==\"").getBytesValue().size()).isEqualTo(4);
    assertThat(value("").getValueCase()).isEqualTo(AnyValue.ValueCase.VALUE_NOT_SET);
    assertThat(value("\"arrayValue\":{}").hasArrayValue()).isTrue();
    AnyValue nested =
        value(
            "\"arrayValue\":{\"values\":[{\"intValue\":1},{},{\"kvlistValue\":{\"values\":["
                + "{\"key\":\"a\",\"value\":{\"arrayValue\":{\"values\":[{\"boolValue\":true}]}}}"
                + "]}}]}");
    assertThat(nested.getArrayValue().getValuesCount()).isEqualTo(3);
    assertThat(parse(valueJson("\"bytesValue\":\"_-8\"")))
        .isEqualTo(parse(valueJson("\"bytesValue\":\"/+8=\"")));
  }

  private static String valueJson(String value) {
    return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"k\",\"value\":{"
        + value
        + "}}]}}]}";
  }

  @Test
  void readsTextInEveryScript() throws Exception {
    String text = "a\u00e9\u20ac\ud83d\ude00\u0000\"\\";
    String escaped = "a\u00e9\u20ac\ud83d\ude00\\u0000\\\"\\\\";
    assertThat(span("\"name\":\"" + escaped + "\"").getName()).isEqualTo(text);
    assertThat(span("\"name\":\"\\uD83D\\ude00\\u20aC\"").getName())
        .isEqualTo("\ud83d\ude00\u20ac");
    assertThat(
            parse(spanJson("\"name\":\"x\\ud83dy\""))
                .toByteString()
                .toString(StandardCharsets.UTF_8))
        .contains("x?y");
    for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 100_000}) {
      assertThat(span("\"name\":\"" + "\u20ac".repeat(length) + "\"").getName()).hasSize(length);
    }
  }

  private static String spanJson(String fields) {
    return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{" + fields + "}]}]}]}";
  }

  @Test
  void passesOverWhatItDoesNotKnow() throws Exception {
    Span span =
        span(
            "\"new\":{\"deep\":[[{\"a\":1}],null]},\"name\":\"n\",\"other\":[1,2],"
                + "\"kind\":null,\"attributes\":null,\"third\":\"x\"");
    assertThat(span.getName()).isEqualTo("n");
    assertThat(parse("{\"x\":1}").getResourceSpansCount()).isZero();
  }

  @Test
  void readsNamesOfTheProtoFile() throws Exception {
    ExportTraceServiceRequest request =
        parse(
            "{\"resource_spans\":[{\"scope_spans\":[{\"spans\":[{\"start_time_unix_nano\":7,"
                + "\"dropped_attributes_count\":3}]}],\"schema_url\":\"u\"}]}");
    assertThat(request.getResourceSpans(0).getSchemaUrl()).isEqualTo("u");
    Span span = request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(7);
    assertThat(span.getDroppedAttributesCount()).isEqualTo(3);
  }

  @Test
  void readsEverythingElseASpanHas() throws Exception {
    span(
        "\"traceState\":\"ot=th:c\",\"flags\":769,\"droppedAttributesCount\":4294967295,"
            + "\"droppedEventsCount\":2,\"droppedLinksCount\":3,"
            + "\"events\":[{\"timeUnixNano\":\"5\",\"name\":\"e\",\"droppedAttributesCount\":1,"
            + "\"attributes\":[{\"key\":\"x\",\"value\":{\"stringValue\":\"y\"}}]},{}],"
            + "\"links\":[{\"traceId\":\"00000000000000000000000000000001\",\"spanId\":\"02\","
            + "\"traceState\":\"a=b\",\"flags\":1,\"droppedAttributesCount\":0,\"attributes\":[]}],"
            + "\"status\":{\"message\":\"m\",\"code\":2}");
    String entity =
        "{\"resourceSpans\":[{\"resource\":{\"droppedAttributesCount\":1,\"entityRefs\":["
            + "{\"type\":\"t\",\"schemaUrl\":\"s\",\"idKeys\":[\"a\",\"b\"],"
            + "\"descriptionKeys\":[]}]},\"schemaUrl\":\"x\",\"scopeSpans\":[{\"schemaUrl\":\"y\","
            + "\"scope\":{\"name\":\"n\",\"version\":\"v\",\"droppedAttributesCount\":9}}]}]}";
    assertThat(parse(entity)).isEqualTo(JsonOracle.parse(entity.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "[]",
        "1",
        "null",
        "{",
        "{}{}",
        "{} x",
        "{\"resourceSpans\":{}}",
        "{\"resourceSpans\":[1]}",
        "{\"resourceSpans\":[null]}",
        "{\"resourceSpans\":[{\"resource\":\"x\"}]}",
        "{\"resourceSpans\":[{\"schemaUrl\":5}]}",
        "{'resourceSpans':[]}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":1,}",
        "{/*x*/}",
      })
  void refusesWhatIsNotOtlp(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"traceId\":\"5b8efff798038103d269b633813fc60\"",
        "\"traceId\":\"5b8efff798038103d269b633813fc6zz\"",
        "\"traceId\":\"\uff10\uff10\"",
        "\"traceId\":5",
        "\"startTimeUnixNano\":-1",
        "\"startTimeUnixNano\":\"18446744073709551616\"",
        "\"startTimeUnixNano\":1.5",
        "\"startTimeUnixNano\":1e999999999",
        "\"startTimeUnixNano\":true",
        "\"startTimeUnixNano\":\"now\"",
        "\"startTimeUnixNano\":{}",
        "\"kind\":\"SERVER\"",
        "\"kind\":5000000000",
        "\"flags\":-1",
        "\"flags\":4294967296",
        "\"name\":{}",
        "\"name\":7",
        "\"status\":[]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"boolValue\":\"yes\"}}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"bytesValue\":\"***\"}}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"doubleValue\":\"x\"}}]",
        "\"attributes\":[{\"key\":\"k\",\"value\":{\"intValue\":1e40}}]",
      })
  void refusesValuesOfTheWrongKind(String fields) {
    assertThatThrownBy(() -> parse(spanJson(fields)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("at byte");
  }

  @Test
  void isBoundedInEveryDirection() {
    String digits = "9".repeat(1_000_000);
    assertMalformed(spanJson("\"startTimeUnixNano\":" + digits));
    assertMalformed(spanJson("\"startTimeUnixNano\":\"" + digits + "\""));
    assertMalformed(spanJson("\"x\":1e" + digits));
    assertMalformed("{\"" + "k".repeat(100_000) + "\":1}");
    assertMalformed("[".repeat(1_000_000));
    assertMalformed("{\"a\":".repeat(1_000_000));
    assertMalformed("{\"a\":" + "[".repeat(64) + "]".repeat(64) + "}");
    assertThatThrownBy(() -> parse("{\"resourceSpans\":[" + "{},".repeat(700_000) + "{}]}"))
        .isInstanceOf(ProtoOutput.NoRoomException.class);
  }

  private void assertMalformed(String json) {
    assertThatThrownBy(() -> parse(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void survivesNamesMadeToCollide() throws Exception {
    StringBuilder json = new StringBuilder("{\"x\":0");
    for (int i = 0; i < 20_000; i++) {
      json.append(",\"k").append(i).append("\":0");
    }
    assertThat(parse(json.append('}').toString()).getResourceSpansCount()).isZero();
  }

  @Test
  void breaksOffCleanlyAnywhere() throws Exception {
    byte[] json = Bodies.resource("otlp-json/otlp-proto-example-trace.json");
    int end = new String(json, StandardCharsets.UTF_8).lastIndexOf('}');
    for (int length = 0; length < end; length++) {
      byte[] cut = Bodies.cut(json, length);
      assertThatThrownBy(() -> transcode(cut)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void neverFailsInAnotherWay() throws Exception {
    byte[] json = Bodies.resource("otlp-json/jaeger-it-example_trace.json");
    Seed.each(300, seed -> transcodeMutated(json, new Rng(seed)));
  }

  private void transcodeMutated(byte[] json, Rng rng) throws Exception {
    byte[] mutated = json.clone();
    for (int i = 0; i < 5; i++) {
      mutated[rng.below(mutated.length)] = (byte) rng.below(256);
    }
    try {
      assertThat(ExportTraceServiceRequest.parseFrom(transcode(mutated))).isNotNull();
    } catch (MalformedException e) {
      assertThat(e.offset()).isBetween(-1, json.length);
    }
  }
}
