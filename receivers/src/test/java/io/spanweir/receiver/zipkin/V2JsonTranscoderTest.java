package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/** JSON v2 as Zipkin's own reader has it, and where ours goes on when that one stops. */
class V2JsonTranscoderTest {
  private static final String IDS = "\"traceId\":\"1\",\"id\":\"2\"";

  private final V2JsonTranscoder transcoder = new V2JsonTranscoder();

  private Zipkins.Result read(String json) throws MalformedException, IOException {
    return Zipkins.transcode(transcoder, json.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Span> zipkin(String json) {
    return SpanBytesDecoder.JSON_V2.decodeList(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A list of one span with these fields besides its ids. */
  private static String with(String fields) {
    return "[{" + IDS + (fields.isEmpty() ? "" : ",") + fields + "}]";
  }

  private Span span(String fields) throws MalformedException, IOException {
    Zipkins.Result result = read(with(fields));
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    return BackToZipkin.of(result.data()).get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"parentId\":\"0\"",
        "\"parentId\":\"2\"",
        "\"parentId\":null,\"name\":null,\"kind\":null,\"timestamp\":null,\"duration\":null",
        "\"localEndpoint\":null,\"remoteEndpoint\":null,\"annotations\":null,\"tags\":null",
        "\"debug\":null,\"shared\":null",
        "\"debug\":false,\"shared\":true",
        "\"name\":\"GET /\\u00C4\\n\",\"kind\":\"CLIENT\"",
        "\"name\":5",
        "\"timestamp\":-3,\"duration\":-1",
        "\"timestamp\":\"1472470996199000\",\"duration\":\"207000\"",
        "\"timestamp\":1.5e15,\"duration\":0",
        "\"duration\":7",
        "\"localEndpoint\":{},\"remoteEndpoint\":{\"serviceName\":\"\",\"port\":0}",
        "\"localEndpoint\":{\"serviceName\":\"FrontEnd\",\"ipv4\":\"127.0.0.1\",\"port\":\"80\"}",
        "\"localEndpoint\":{\"ipv4\":\"::1\",\"ipv6\":\"1.2.3.4\",\"port\":-1}",
        "\"localEndpoint\":{\"ipv4\":\"256.0.0.1\",\"ipv6\":\"fe80::1%eth0\"}",
        "\"localEndpoint\":{\"ipv6\":\"::ffff:1.2.3.4\"}",
        "\"localEndpoint\":{\"ipv6\":\"2001:DB8:0:1:0:0:0:1\",\"new\":[{}]}",
        "\"annotations\":[{\"timestamp\":0,\"value\":\"x\"},{\"value\":\"\",\"timestamp\":7}]",
        "\"annotations\":[],\"tags\":{}",
        "\"tags\":{\"a\":\"1\",\"a\":\"2\",\"\":\"e\",\"b\":\"\",\"n\":1.50}",
        "\"unknown\":{\"a\":[1,null,{}]},\"flags\":7,\"value\":1",
      })
  void readsWhatZipkinReads(String fields) throws Exception {
    assertThat(span(fields)).isEqualTo(zipkin(with(fields)).get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ascend.json",
        "bench-zipkin2-chinese.json",
        "bench-zipkin2-client.json",
        "envoy.json",
        "jaeger-zipkin_v2_01.json",
        "jaeger-zipkin_v2_02.json",
        "jaeger-zipkin_v2_03.json",
        "messaging.json",
        "messaging-kafka.json",
        "otel-contrib-receiver-sample3.json",
        "otel-contrib-receiver-sample4.json",
        "otel-receiver-sample1.json",
        "otel-receiver-sample2.json",
        "otel-zipkin_v2_single.json",
        "simple-db-p6.json",
        "skew.json",
        "smartthings-mobile-web-install.json",
      })
  void readsWhatOthersPublish(String file) throws Exception {
    String json =
        new String(Zipkins.resource("zipkin-v2-json/" + file), StandardCharsets.UTF_8).strip();
    // Zipkin doesn't know IPv6 with an end like IPv4's.
    String known = json.replace("7::0.128.128.127", "7::80:807f");
    String list = json.startsWith("[") ? known : "[" + known + "]";
    Zipkins.Result result = read(json);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(BackToZipkin.of(result.data())).isEqualTo(zipkin(list)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "brave-6.3.1-okhttp-v2-json.json",
        "brave-6.3.1-urlconnection-v2-json.json.gz",
        "otel-java-1.33.0-zipkin-exporter-v2-json.json.gz",
        "zipkin-go-head-v2-json.json",
        "zipkin-js-0.22.0-v2-json.json",
        "zipkin-reporter-3.5.3-health-empty-list.json.gz",
      })
  void readsWhatClientsSend(String file) throws Exception {
    byte[] json = Zipkins.resource("wire-captures/" + file);
    Zipkins.Result result = Zipkins.transcode(transcoder, json);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(BackToZipkin.of(result.data())).isEqualTo(SpanBytesDecoder.JSON_V2.decodeList(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "[]", "[ ]", " [ ] "})
  void nothingIsNoSpans(String json) throws Exception {
    Zipkins.Result result = read(json);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(result.data().getResourceSpansCount()).isZero();
  }

  /** All of these the real server refuses. */
  @Test
  void goesOnWhereZipkinStops() throws Exception {
    Span plain = span("");
    assertThat(BackToZipkin.of(read("{" + IDS + "}").data())).containsExactly(plain);
    assertThat(BackToZipkin.of(read("\r\n\t " + with("")).data())).containsExactly(plain);
    assertThat(span("\"kind\":\"server\"").kind()).isEqualTo(Span.Kind.SERVER);
    assertThat(span("\"kind\":\"INTERNAL\"").kind()).isNull();
    assertThat(span("\"timestamp\":1472470996199000.75").timestamp()).isEqualTo(1472470996199000L);
    assertThat(span("\"debug\":\"true\",\"shared\":\"false\"").debug()).isTrue();
    assertThat(span("\"tags\":{\"a\":true,\"b\":null,\"c\":{\"d\": [1]},\"e\":false}").tags())
        .containsEntry("a", "true")
        .containsEntry("c", "{\"d\": [1]}")
        .containsEntry("e", "false")
        .hasSize(3);
    assertThat(
            span("\"annotations\":[{\"timestamp\":1},{\"value\":\"x\"},null,{},"
                    + "{\"timestamp\":null,\"value\":\"x\"},{\"timestamp\":\"5\",\"value\":7}]")
                .annotations())
        .containsExactly(zipkin2.Annotation.create(5, "7"));
    assertThat(span("\"localEndpoint\":{\"port\":65536,\"serviceName\":\"a\"}").localEndpoint())
        .isEqualTo(zipkin2.Endpoint.newBuilder().serviceName("a").build());
    assertThat(span("\"localEndpoint\":{\"ipv6\":\"64:ff9b::1.2.3.4\"}").localEndpoint().ipv6())
        .isEqualTo("64:ff9b::102:304");
  }

  @Test
  void readsIdsInEitherCaseAndOfEveryLength() throws Exception {
    String json =
        "[{\"traceId\":\"ABCDEFABCDEFABCDEF\",\"id\":\"\\u0041bC\",\"parentId\":\"FF\"},"
            + "{\"traceId\":\"0000000000000000000000000000000a\",\"id\":\"ffffffffffffffff\"}]";
    List<Span> spans = BackToZipkin.of(read(json).data());
    assertThat(spans.get(0).traceId()).isEqualTo("00000000000000abcdefabcdefabcdef");
    assertThat(spans.get(0).id()).isEqualTo("0000000000000abc");
    assertThat(spans.get(0).parentId()).isEqualTo("00000000000000ff");
    assertThat(spans.get(1).traceId()).isEqualTo("000000000000000a");
    assertThat(spans.get(1).id()).isEqualTo("ffffffffffffffff");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|without a trace id",
        "{\"traceId\":\"\",\"id\":\"1\"}|without a trace id",
        "{\"traceId\":\"00000000000000000000000000000000\",\"id\":\"1\"}|without a trace id",
        "{\"traceId\":\"1\"}|without an id",
        "{\"traceId\":\"1\",\"id\":\"0000\"}|without an id",
        "{\"traceId\":\"1\",\"id\":\"xyz\"}|an id in hex",
        "{\"traceId\":\"1\",\"id\":7}|an id in hex",
        "{\"traceId\":\"1\",\"id\":\"11111111111111111\"}|more than 16",
        "{\"traceId\":\"111111111111111111111111111111111\",\"id\":\"1\"}|more than 32",
        "{\"traceId\":\"1\",\"id\":\"1\",\"timestamp\":\"now\"}|an integer",
        "{\"traceId\":\"1\",\"id\":\"1\",\"timestamp\":9223372036854775807}|2262",
        "{\"traceId\":\"1\",\"id\":\"1\",\"timestamp\":1,\"duration\":9e15}|",
        "{\"traceId\":\"1\",\"id\":\"1\",\"timestamp\":1,\"duration\":9223372036854775}|2262",
        "{\"traceId\":\"1\",\"id\":\"1\",\"timestamp\":1e99}|integer",
        "{\"traceId\":\"1\",\"id\":\"1\",\"name\":{}}|a text",
        "{\"traceId\":\"1\",\"id\":\"1\",\"kind\":[]}|a kind",
        "{\"traceId\":\"1\",\"id\":\"1\",\"tags\":[]}|tags",
        "{\"traceId\":\"1\",\"id\":\"1\",\"annotations\":{}}|annotations",
        "{\"traceId\":\"1\",\"id\":\"1\",\"localEndpoint\":\"x\"}|an endpoint",
        "{\"traceId\":\"1\",\"id\":\"1\",\"debug\":\"maybe\"}|true or false",
        "null|a span",
        "7|a span",
        "\"x\"|a span",
        "[[]]|a span",
      })
  void leavesOutOnlyWhatMakesNoSense(String bad, String reason) throws Exception {
    String good = "{" + IDS + ",\"tags\":{\"k\":\"v\"}}";
    Zipkins.Result result = read("[" + good + "," + bad + "," + good + "," + bad + "]");
    Span expected = span("\"tags\":{\"k\":\"v\"}");
    if (reason == null) {
      assertThat(BackToZipkin.of(result.data())).hasSize(4);
      return;
    }
    assertThat(BackToZipkin.of(result.data())).containsExactly(expected, expected);
    assertThat(result.leftOut().spans()).isEqualTo(2);
    assertThat(result.leftOut().reason()).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "null",
        "[",
        "[{}",
        "[{},]",
        "[,{}]",
        "[{} {}]",
        "[{}:{}]",
        "{}{}",
        "{}x",
        "[{\"a\":[}]",
        "[{\"a\":]}]",
        "[{\"a\":\"}]",
        "\u00ef[]",
      })
  void refusesAListWhoseSpansHaveNoEnd(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void breaksOffCleanlyAnywhere() throws Exception {
    byte[] json = Zipkins.resource("wire-captures/brave-6.3.1-okhttp-v2-json.json");
    for (int length = 1; length < json.length; length++) {
      byte[] cut = Arrays.copyOf(json, length);
      assertThatThrownBy(() -> Zipkins.transcode(transcoder, cut))
          .isInstanceOf(MalformedException.class);
    }
    assertThat(Zipkins.transcode(transcoder, json).leftOut()).isEqualTo(LeftOut.NOTHING);
  }

  @Test
  void isBoundedInEveryDirection() throws Exception {
    assertMalformed("[".repeat(1_000_000));
    assertMalformed("[" + "{\"a\":".repeat(1_000_000));
    assertLeftOut(with("\"timestamp\":" + "9".repeat(100_000)), "a number of more than 64 bytes");
    assertLeftOut(with("\"x\":" + "9".repeat(9_000_000)), "a number of more than 8388608 bytes");
    assertLeftOut("[{\"" + "k".repeat(100_000) + "\":1}]", "without a trace id");
    int many = 200_000;
    assertThat(read("[" + "{},".repeat(many) + "{}]").leftOut().spans()).isEqualTo(many + 1);
    StringBuilder tags = new StringBuilder("\"tags\":{\"a\":\"\"");
    for (int i = 0; i < 50_000; i++) {
      tags.append(",\"k").append(i).append("\":\"\"");
    }
    // Besides the tags there is one that says that there is no timestamp.
    assertThat(read(with(tags.append('}').toString())).span().getAttributesCount())
        .isEqualTo(50_002);
    assertLeftOut(with("\"tags\":{\"k\":\"" + "x".repeat(8 << 20) + "y\"}"), "a text of more than");
  }

  private void assertLeftOut(String json, String reason) throws Exception {
    LeftOut leftOut = read(json).leftOut();
    assertThat(leftOut.spans()).isEqualTo(1);
    assertThat(leftOut.reason()).contains(reason);
  }

  private void assertMalformed(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedException.class);
  }

  @Test
  void staysUsableAfterTroubleOfAnyKind() {
    byte[] json = Zipkins.resource("wire-captures/zipkin-js-0.22.0-v2-json.json");
    List<Span> expected = SpanBytesDecoder.JSON_V2.decodeList(json);
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] mutated = json.clone();
          for (int i = 0; i < 4; i++) {
            mutated[rng.below(mutated.length)] = (byte) rng.below(256);
          }
          try {
            assertThat(Zipkins.transcode(transcoder, mutated).leftOut().spans()).isBetween(0, 3);
          } catch (MalformedException e) {
            assertThat(e.offset()).isBetween(-1, json.length);
          }
          assertThat(BackToZipkin.of(Zipkins.transcode(transcoder, json).data()))
              .isEqualTo(expected);
        });
  }

  @Test
  void saysWhenTheOutputHasNoRoom() {
    String span = "{" + IDS + ",\"name\":\"" + "x".repeat(1 << 20) + "\"}";
    assertThatThrownBy(() -> read("[" + (span + ",").repeat(4) + span + "]"))
        .isInstanceOf(ProtoOutput.NoRoomException.class);
  }
}
