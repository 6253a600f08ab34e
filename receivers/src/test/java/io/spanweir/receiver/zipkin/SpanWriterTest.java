package io.spanweir.receiver.zipkin;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.zipkin.ZipkinSpan.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of docs/zipkin.md, line by line. */
class SpanWriterTest {
  private static final String IDS = "\"traceId\":\"a1\",\"id\":\"b2\"";

  private final V2JsonTranscoder transcoder = new V2JsonTranscoder();

  private TracesData read(String json) throws MalformedException, IOException {
    return Zipkins.transcode(transcoder, json.getBytes(StandardCharsets.UTF_8)).data();
  }

  private Span span(String fields) throws MalformedException, IOException {
    return read("{" + IDS + "," + fields + "}").getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  private Status status(String tags) throws MalformedException, IOException {
    return span("\"tags\":{" + tags.replace('\'', '"') + "}").getStatus();
  }

  private static Map<String, AnyValue> attributes(Span span) {
    Map<String, AnyValue> attributes = new HashMap<>();
    for (KeyValue attribute : span.getAttributesList()) {
      assertThat(attributes.put(attribute.getKey(), attribute.getValue())).isNull();
    }
    return attributes;
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue number(long number) {
    return AnyValue.newBuilder().setIntValue(number).build();
  }

  private static AnyValue yes() {
    return AnyValue.newBuilder().setBoolValue(true).build();
  }

  @Test
  void writesIdsKindsAndTimes() throws Exception {
    Span span =
        span(
            "\"parentId\":\"c3\",\"kind\":\"PRODUCER\",\"name\":\"Send\",\"timestamp\":1000,"
                + "\"duration\":5,\"annotations\":[{\"timestamp\":1002,\"value\":\"ws\"}]");
    assertThat(span.getTraceId().toByteArray()).hasSize(16).endsWith(0, 0, 0xa1);
    assertThat(span.getSpanId().toByteArray()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0xb2);
    assertThat(span.getParentSpanId().toByteArray()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0xc3);
    assertThat(span.getName()).isEqualTo("send");
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_PRODUCER);
    assertThat(span.getStartTimeUnixNano()).isEqualTo(1_000_000);
    assertThat(span.getEndTimeUnixNano()).isEqualTo(1_005_000);
    assertThat(span.getEvents(0).getTimeUnixNano()).isEqualTo(1_002_000);
    assertThat(span.getEvents(0).getName()).isEqualTo("ws");
    assertThat(span.getAttributesCount()).isZero();
    assertThat(span.hasStatus()).isFalse();
  }

  @Test
  void saysThatThereIsNoStart() throws Exception {
    Span span = span("\"duration\":5");
    assertThat(span.getStartTimeUnixNano()).isZero();
    assertThat(span.getEndTimeUnixNano()).isEqualTo(5_000);
    assertThat(attributes(span))
        .containsOnly(Map.entry("otel.zipkin.absentField.startTime", yes()));
  }

  @Test
  void writesEndpointsAsAttributes() throws Exception {
    Span span =
        span(
            "\"timestamp\":1,\"localEndpoint\":{\"serviceName\":\"A\",\"ipv4\":\"10.0.0.1\","
                + "\"ipv6\":\"fe80::1\",\"port\":80},\"remoteEndpoint\":{\"serviceName\":\"DB\","
                + "\"ipv6\":\"fe80:0::2\",\"port\":3306},\"debug\":true,\"shared\":true");
    assertThat(attributes(span))
        .containsOnly(
            Map.entry("network.local.address", text("10.0.0.1")),
            Map.entry("zipkin.local.ipv6", text("fe80::1")),
            Map.entry("network.local.port", number(80)),
            Map.entry("peer.service", text("db")),
            Map.entry("network.peer.address", text("fe80::2")),
            Map.entry("network.peer.port", number(3306)),
            Map.entry("zipkin.debug", yes()),
            Map.entry("zipkin.shared", yes()));
  }

  @Test
  void keepsTagsApartThatAreCalledLikeAnEndpoint() throws Exception {
    Span span =
        span(
            "\"timestamp\":1,\"tags\":{\"peer.service\":\"mine\",\"network.peer.port\":\"1\","
                + "\"network.local.address\":\"here\"},"
                + "\"remoteEndpoint\":{\"serviceName\":\"db\"}");
    assertThat(attributes(span))
        .containsOnly(
            Map.entry("peer.service", text("mine")),
            Map.entry("zipkin.remote.service", text("db")),
            Map.entry("network.peer.port", text("1")),
            Map.entry("zipkin.remote.port", number(0)),
            Map.entry("network.local.address", text("here")),
            Map.entry("zipkin.local.ip", text("")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "'http.status_code':'500'|UNSET|",
        "'error':'card declined'|ERROR|card declined",
        "'error':'503'|ERROR|503",
        "'error':''|ERROR|",
        "'error':'true'|ERROR|",
        "'error':'false'|ERROR|false",
        "'otel.status_code':'OK'|OK|",
        "'otel.status_code':'Ok'|OK|",
        "'otel.status_code':'STATUS_CODE_OK'|OK|",
        "'otel.status_code':'1'|OK|",
        "'otel.status_code':'ERROR'|ERROR|",
        "'otel.status_code':'Error'|ERROR|",
        "'otel.status_code':'STATUS_CODE_ERROR'|ERROR|",
        "'otel.status_code':2|ERROR|",
        "'otel.status_code':'UNSET'|UNSET|",
        "'otel.status_code':'Unset'|UNSET|",
        "'otel.status_code':'STATUS_CODE_UNSET'|UNSET|",
        "'otel.status_code':'what'|UNSET|",
        "'otel.status_code':'OK','error':'x'|ERROR|x",
        "'error':'x','otel.status_code':'UNSET'|ERROR|x",
        "'error':'true','otel.status_code':'ERROR','otel.status_description':'d'|ERROR|d",
        "'otel.status_description':'d','error':'x'|ERROR|d",
        "'otel.status_code':'OK','otel.status_description':'fine'|OK|fine",
        "'otel.status_description':'d'|UNSET|",
        "'errors':'x','Error':'x'|UNSET|",
      })
  void readsStatusHoweverItIsWritten(String tags, String code, String message) throws Exception {
    Status status = status(tags);
    assertThat(status.getCode()).isEqualTo(StatusCode.valueOf("STATUS_CODE_" + code));
    assertThat(status.getMessage()).isEqualTo(message == null ? "" : message);
  }

  @Test
  void anAnnotationIsNoFailure() throws Exception {
    assertThat(span("\"annotations\":[{\"timestamp\":1,\"value\":\"error\"}]").hasStatus())
        .isFalse();
  }

  @Test
  void readsWhatOpenTelemetryPutsIntoTags() throws Exception {
    String tags = "\"tags\":{\"w3c.tracestate\":\"a=b\",\"span.kind\":\"internal\"}";
    Span span = span("\"timestamp\":1," + tags);
    assertThat(span.getTraceState()).isEqualTo("a=b");
    assertThat(span.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_INTERNAL);
    assertThat(attributes(span)).containsOnly(Map.entry("span.kind", text("internal")));
    assertThat(span("\"kind\":\"CLIENT\"," + tags).getKind())
        .isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(attributes(span("\"timestamp\":1,\"tags\":{\"w3c.tracestate\":\"\"}")))
        .containsOnlyKeys("w3c.tracestate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{}|0~~",
        "a=1,b=x|{}|3~a=1,b=x~",
        "a=x|y|{'k':'v'}|0~a=x|y~k=s:v",
        "|{}|0~~",
        "|{'s':'a\\u0041','i':-7,'d':1.5,'t':true,'n':null,'l':[1,{}],'b':1e3}|12~~"
            + "s=s:aA i=i:-7 d=d:1.5 t=b:true n= l=s:[1,{}] b=d:1000.0",
      })
  void readsLinksOutOfTags(String rest, String state, String attributes) throws Exception {
    String head = "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173|";
    String text = rest.startsWith("{") ? head + "|" + rest : head + rest;
    String json = text.replace("\\", "\\\\").replace("'", "\\\"");
    Span span = span("\"timestamp\":1,\"tags\":{\"otlp.link.0\":\"" + json + "\",\"a\":\"b\"}");
    assertThat(span.getAttributesList()).extracting(KeyValue::getKey).containsExactly("a");
    Span.Link link = span.getLinks(0);
    assertThat(link.getTraceId().toByteArray()).hasSize(16).startsWith(0x5b, 0x8e);
    assertThat(link.getSpanId().toByteArray()).hasSize(8).startsWith(0xee, 0xe1);
    assertThat(link.getTraceState()).isEqualTo(state == null ? "" : state);
    assertThat(link.getDroppedAttributesCount())
        .isEqualTo(Integer.parseInt(rest.substring(rest.lastIndexOf('|') + 1)));
    String written =
        link.getAttributesList().stream().map(SpanWriterTest::shortly).collect(joining(" "));
    assertThat(written).isEqualTo(attributes == null ? "" : attributes);
  }

  private static String shortly(KeyValue attribute) {
    AnyValue value = attribute.getValue();
    String text =
        switch (value.getValueCase()) {
          case STRING_VALUE -> "s:" + value.getStringValue();
          case INT_VALUE -> "i:" + value.getIntValue();
          case DOUBLE_VALUE -> "d:" + value.getDoubleValue();
          case BOOL_VALUE -> "b:" + value.getBoolValue();
          default -> "";
        };
    return attribute.getKey() + "=" + text;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173|",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173|{}|0",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173||{|0",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173||{}|",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173||{}|x",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173||{}|9999999999",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173||[]|0",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173||{}{}|0",
        "5b8efff798038103d269b633813fc60x|eee19b7ec3c1b173||{}|0",
        "5b8efff798038103d269b633813fc60c|eee19b7ec3c1b173a||{}|0",
        "5b8efff798038103d269b633813fc60ceee19b7ec3c1b173|||{}|0",
      })
  void leavesATagThatIsNoLink(String text) throws Exception {
    Span span = span("\"timestamp\":1,\"tags\":{\"otlp.link.0\":\"" + text + "\"}");
    assertThat(span.getLinksCount()).isZero();
    assertThat(attributes(span)).containsOnly(Map.entry("otlp.link.0", text(text)));
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "true, b:true",
        "false, b:false",
        "True, s:True",
        "0, i:0",
        "007, i:7",
        "-42, i:-42",
        "999999999999999999, i:999999999999999999",
        "9999999999999999999, s:9999999999999999999",
        "1.50, d:1.5",
        "-0.25, d:-0.25",
        "1., s:1.",
        ".5, s:.5",
        "-, s:-",
        "1e3, s:1e3",
        "+1, s:+1",
        "1.2.3, s:1.2.3",
        "'', s:",
        "12a, s:12a",
      })
  void takesTagsForWhatTheyLookLikeIfTold(String text, String expected) throws Exception {
    String json = "{" + IDS + ",\"timestamp\":1,\"tags\":{\"k\":\"" + text + "\"}}";
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    Span span = Zipkins.transcode(new ZipkinTranscoder(true), body).span();
    assertThat(shortly(span.getAttributes(0))).isEqualTo("k=" + expected);
    Span plain = Zipkins.transcode(new ZipkinTranscoder(), body).span();
    assertThat(shortly(plain.getAttributes(0))).isEqualTo("k=s:" + text);
  }

  @Test
  void keepsOthersFromGuessingWhomASpanCalls() throws Exception {
    String tags = "\"timestamp\":1,\"tags\":{\"db.name\":\"orders\"}";
    assertThat(attributes(span(tags + ",\"kind\":\"CLIENT\"")))
        .containsEntry("zipkin.remote.service", text(""));
    assertThat(attributes(span(tags))).containsOnlyKeys("db.name");
    String named = ",\"kind\":\"CLIENT\",\"remoteEndpoint\":{\"serviceName\":\"mysql\"}";
    assertThat(attributes(span(tags + named))).containsOnlyKeys("db.name", "peer.service");
  }

  @Test
  void sharesAResourceAmongSpansOfAServiceThatFollowEachOther() throws Exception {
    String list = "";
    for (String service : List.of("A", "a", "b", "b", "a", "", "")) {
      list += ",{" + IDS + ",\"localEndpoint\":{\"serviceName\":\"" + service + "\"}}";
    }
    TracesData data = read("[" + list.substring(1) + "]");
    assertThat(data.getResourceSpansList())
        .extracting(resource -> resource.getScopeSpans(0).getSpansCount())
        .containsExactly(2, 2, 1, 2);
    ResourceSpans first = data.getResourceSpans(0);
    assertThat(first.getResource().getAttributes(0).getKey()).isEqualTo("service.name");
    assertThat(first.getResource().getAttributes(0).getValue()).isEqualTo(text("a"));
    assertThat(data.getResourceSpans(3).getResource().getAttributesCount()).isZero();
  }

  @Test
  void sharesAScopeAmongSpansOfALibraryThatFollowEachOther() throws Exception {
    String list = "";
    for (String tags :
        List.of(
            "'otel.scope.name':'x','otel.scope.version':'1','otel.library.name':'y'",
            "'otel.library.version':'1','otel.library.name':'x'",
            "'otel.library.name':'y','otel.scope.name':'x'",
            "'a':'b'",
            "'otel.scope.version':'9','otel.library.version':'8'",
            "'otel.library.name':'z','otel.library.version':'7','otel.scope.version':'8'")) {
      list += ",{" + IDS + ",\"tags\":{" + tags.replace('\'', '"') + "}}";
    }
    List<ScopeSpans> scopes =
        read("[" + list.substring(1) + "]").getResourceSpans(0).getScopeSpansList();
    assertThat(scopes)
        .extracting(scope -> scope.getScope().getName() + " " + scope.getScope().getVersion())
        .containsExactly("x 1", "x ", " ", "z 7");
    assertThat(scopes.get(0).getSpansCount()).isEqualTo(2);
    assertThat(scopes.get(2).hasScope()).isFalse();
  }

  @Test
  void writesValuesOfEveryType() throws Exception {
    SpanText text = new SpanText();
    byte[] source = "abcde".getBytes(StandardCharsets.US_ASCII);
    text.of(source);
    ZipkinSpan span = new ZipkinSpan(text);
    span.clear();
    span.traceId(0, 1);
    span.id(2);
    span.timestamp(1);
    span.tag(SpanText.slice(0, 1), ValueType.BOOL, 1);
    span.tag(SpanText.slice(1, 2), ValueType.LONG, -7);
    span.tag(SpanText.slice(2, 3), ValueType.DOUBLE, Double.doubleToRawLongBits(-0.5));
    span.tag(SpanText.slice(3, 4), ValueType.BYTES, SpanText.slice(0, 5));
    span.tag(SpanText.slice(4, 5), ValueType.TEXT, SpanText.slice(0, 2));
    Map<String, AnyValue> attributes = attributes(write(span));
    assertThat(attributes.get("a")).isEqualTo(yes());
    assertThat(attributes.get("b")).isEqualTo(number(-7));
    assertThat(attributes.get("c").getDoubleValue()).isEqualTo(-0.5);
    assertThat(attributes.get("d").getBytesValue().toByteArray()).isEqualTo(source);
    assertThat(attributes.get("e")).isEqualTo(text("ab"));
  }

  private static Span write(ZipkinSpan span) throws IOException {
    ChunkPool pool = new ChunkPool(1 << 20, 0);
    BodyBuffer output = new BodyBuffer(pool, 1 << 20);
    SpanWriter writer = new SpanWriter();
    writer.begin(new ProtoOutput(output, 0));
    writer.span(span);
    writer.finish();
    byte[] written = Arrays.copyOf(output.bytes(), output.length());
    output.clear();
    return TracesData.parseFrom(written).getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }
}
