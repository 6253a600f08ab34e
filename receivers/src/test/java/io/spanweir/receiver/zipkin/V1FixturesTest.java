package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/**
 * What real v1 clients sent, and what files of other projects hold, becomes what a Zipkin server
 * 3.6.1 made of it, field by field. Where we are better on purpose a test of its own says so.
 */
final class V1FixturesTest {
  private final V1Model model = new V1Model();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "py_zipkin-0.15.0-v1-thrift-128bit-error",
        "zipkin-go-opentracing-0.3.5-v1-thrift",
        "zipkin-go-opentracing-0.3.5-v1-thrift-no-hostport",
        "zipkin-reporter-3.5.3-v1-thrift"
      })
  void capturesOfThriftBecomeWhatTheServerMakesOfThem(String name) throws MalformedException {
    List<Span> spans = model.thrift(resource("wire-captures/" + name + ".thrift"));
    assertThat(sorted(spans)).isEqualTo(sorted(answer("capture--" + name)));
  }

  @Test
  void aCaptureOfJsonBecomesWhatTheServerMakesOfIt() throws MalformedException {
    List<Span> spans = model.json(resource("wire-captures/zipkin-reporter-3.5.3-v1-json.json"));
    assertThat(sorted(spans)).isEqualTo(sorted(answer("capture--zipkin-reporter-3.5.3-v1-json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "otel-zipkin_v1_local_component",
        "otel-zipkin_v1_multiple_batches",
        "otel-zipkin_v1_single_batch",
        "zipkin-bench-span-client",
        "zipkin-bench-span-local",
        "zipkin-bench-span-rpc-ipv6",
        "zipkin-bench-span-rpc"
      })
  void filesOfJsonBecomeWhatTheServerMakesOfThem(String name) throws MalformedException {
    List<Span> spans = new ArrayList<>();
    for (String list : lists("zipkin-v1-json/" + name + ".json")) {
      spans.addAll(model.json(list.getBytes(StandardCharsets.UTF_8)));
    }
    assertThat(sorted(spans)).isEqualTo(sorted(answer("v1--" + name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"otel-zipkin_v1_thrift_local_component", "jaeger-zipkin_01", "jaeger-zipkin_02"})
  void filesOfThriftBecomeWhatTheLibraryMakesOfThem(String name) throws MalformedException {
    byte[] list = V1ThriftJson.list(resource("zipkin-v1-thrift-as-json/" + name + ".json"));
    assertThat(sorted(model.thrift(list)))
        .isNotEmpty()
        .isEqualTo(sorted(SpanBytesDecoder.THRIFT.decodeList(list)));
  }

  /** Zipkin keeps texts only. A value that is no such number stays bytes. */
  @Test
  void betterThanTheServerTypesAreKept() throws MalformedException {
    byte[] list = V1ThriftJson.list(resource("zipkin-v1-thrift-as-json/jaeger-zipkin_03.json"));
    assertThat(model.thrift(list).get(0).tags())
        .containsEntry("bool", "true")
        .containsEntry("bytes", "bytes some-host.com")
        .containsEntry("i16", "12345")
        .containsEntry("i16_bad_value", "bytes \u0001")
        .containsEntry("i32", "12345")
        .containsEntry("i32_bad_value", "bytes \u0001")
        .containsEntry("i64", "12345")
        .containsEntry("i64_bad_value", "bytes \u0001")
        .containsEntry("double", "12345.0")
        .containsEntry("double_bad_value", "bytes \u0001")
        .containsEntry("string", "some-host.com")
        .hasSize(11);
  }

  @Test
  void betterThanTheServerTypesAreKeptInFilesToo() throws MalformedException {
    String name = "zipkin-v1-thrift-as-json/otel-zipkin_v1_thrift_single_batch.json";
    List<Span> spans = model.thrift(V1ThriftJson.list(resource(name)));
    assertThat(spans).extracting(Span::kind).contains(Span.Kind.CLIENT, Span.Kind.SERVER);
    assertThat(spans)
        .flatExtracting(span -> span.tags().entrySet())
        .contains(Map.entry("processed", "1.5"), Map.entry("success", "true"));
  }

  /** The server refuses these, since it takes any {@code localEndpoint} for a sign of v2. */
  @Test
  void betterThanTheServerALocalEndpointStandsForTheOthers() throws MalformedException {
    List<Span> spans = model.json(resource("zipkin-v1-json/jaeger-zipkin_v1_merged_spans.json"));
    assertThat(spans)
        .extracting(Span::localServiceName)
        .contains("first_service")
        .doesNotContainNull();
    assertThat(spans).extracting(Span::kind).contains(Span.Kind.CLIENT, Span.Kind.SERVER);
  }

  /** One list, several of them, or a single span, as lists. */
  private static List<String> lists(String name) throws MalformedException {
    byte[] json = resource(name);
    JsonReader reader = new JsonReader(json, json.length);
    if (reader.peek() == '{') {
      return List.of("[" + new String(json, StandardCharsets.UTF_8) + "]");
    }
    List<String> lists = new ArrayList<>();
    reader.enter('[', "a list");
    for (boolean first = true; reader.more(first, ']'); first = false) {
      if (reader.peek() == '{') {
        return List.of(new String(json, StandardCharsets.UTF_8));
      }
      lists.add(value(reader));
    }
    return lists;
  }

  static List<Span> answer(String name) throws MalformedException {
    byte[] json = resource("zipkin-server-3.6.1-answers/" + name + ".zipkin-v2.json");
    JsonReader reader = new JsonReader(json, json.length);
    List<Span> spans = new ArrayList<>();
    reader.enter('{', "an answer");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      reader.key();
      byte[] trace = value(reader).getBytes(StandardCharsets.UTF_8);
      spans.addAll(SpanBytesDecoder.JSON_V2.decodeList(trace));
    }
    return spans;
  }

  /** The value that is the next. */
  private static String value(JsonReader reader) throws MalformedException {
    reader.peek();
    int from = reader.position();
    reader.skip();
    byte[] value = Arrays.copyOfRange(reader.bytes(), from, reader.position());
    return new String(value, StandardCharsets.UTF_8);
  }

  static List<String> sorted(List<Span> spans) {
    return spans.stream()
        .map(span -> new String(SpanBytesEncoder.JSON_V2.encode(span), StandardCharsets.UTF_8))
        .sorted()
        .toList();
  }

  static byte[] resource(String name) {
    try (InputStream in = V1FixturesTest.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no such resource: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
