package io.spanweir.exporter.zipkin;

import static io.spanweir.exporter.zipkin.Otlp.attribute;
import static io.spanweir.exporter.zipkin.Otlp.failed;
import static io.spanweir.exporter.zipkin.Otlp.request;
import static io.spanweir.exporter.zipkin.Otlp.resource;
import static io.spanweir.exporter.zipkin.Otlp.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.spanweir.exporter.Fixtures;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import zipkin2.Endpoint;
import zipkin2.Span;

/** What becomes of what, read back by Zipkin's own library from both encodings. */
class ZipkinMappingTest {
  private static final Resource SHOP = resource(attribute("service.name", "Shop"));
  private static final InstrumentationScope NO_SCOPE = InstrumentationScope.getDefaultInstance();

  /** What names whom a client called, the best first. */
  private static final List<String> CALLED =
      List.of(
          "peer.service",
          "server.address",
          "net.peer.name",
          "server.socket.domain",
          "server.socket.address",
          "net.sock.peer.name",
          "net.sock.peer.addr",
          "peer.hostname",
          "peer.address",
          "db.name");

  private static Span only(io.opentelemetry.proto.trace.v1.Span.Builder span) {
    return Written.only(request(SHOP, NO_SCOPE, span), "nobody");
  }

  @Test
  void idsNameKindAndTimes() {
    Span span = only(span().setKind(SpanKind.SPAN_KIND_SERVER).setParentSpanId(Otlp.id(3)));
    assertThat(span)
        .isEqualTo(
            Span.newBuilder()
                .traceId("0af7651916cd43dd8448eb211c80319c")
                .parentId("3")
                .id("b7ad6b7169203331")
                .kind(Span.Kind.SERVER)
                .name("get /users")
                .timestamp(1_700_000_000_123_456L)
                .duration(5_000L)
                .localEndpoint(Endpoint.newBuilder().serviceName("shop").build())
                .build());
  }

  @ParameterizedTest
  @CsvSource({
    "SPAN_KIND_CLIENT,CLIENT",
    "SPAN_KIND_SERVER,SERVER",
    "SPAN_KIND_PRODUCER,PRODUCER",
    "SPAN_KIND_CONSUMER,CONSUMER",
    "SPAN_KIND_UNSPECIFIED,",
    "SPAN_KIND_INTERNAL,"
  })
  void kinds(SpanKind kind, Span.Kind zipkin) {
    Span span = only(span().setKind(kind));
    assertThat(span.kind()).isEqualTo(zipkin);
    boolean internal = kind == SpanKind.SPAN_KIND_INTERNAL;
    assertThat(span.tags().get("span.kind")).isEqualTo(internal ? "internal" : null);
  }

  @Test
  void shortIdsAreShort() {
    assertThat(only(span().setTraceId(Fixtures.id(0, 0xabcL))).traceId())
        .isEqualTo("0000000000000abc");
  }

  @Test
  void ownParentIsNone() {
    assertThat(only(span().setParentSpanId(Otlp.id(Otlp.ID))).parentId()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, , ",
    "0, 7000, , 7",
    "5000, 5000, 5, ",
    "5000, 4000, 5, ",
    "5000, 5001, 5, 1",
    "5999, 8998, 5, 2",
    "-1, -1, 18446744073709551, "
  })
  void times(long start, long end, Long timestamp, Long duration) {
    Span span = only(span().setStartTimeUnixNano(start).setEndTimeUnixNano(end));
    assertThat(span.timestamp()).isEqualTo(timestamp);
    assertThat(span.duration()).isEqualTo(duration);
  }

  @Test
  void whatOnlyZipkinHas() {
    Span span =
        only(
            span()
                .setStartTimeUnixNano(0)
                .addAttributes(attribute("zipkin.debug", true))
                .addAttributes(attribute("zipkin.shared", true))
                .addAttributes(attribute("otel.zipkin.absentField.startTime", true))
                .addAttributes(attribute("network.local.address", "10.0.0.1"))
                .addAttributes(attribute("zipkin.local.ipv6", "2001:db8::c001"))
                .addAttributes(attribute("network.local.port", 8080))
                .addAttributes(attribute("peer.service", "Db"))
                .addAttributes(attribute("network.peer.address", "2001:db8::2"))
                .addAttributes(attribute("network.peer.port", 3306)));
    assertThat(span.debug()).isTrue();
    assertThat(span.shared()).isTrue();
    assertThat(span.timestamp()).isNull();
    assertThat(span.tags()).isEmpty();
    assertThat(span.localEndpoint())
        .isEqualTo(
            Endpoint.newBuilder()
                .serviceName("shop")
                .ip("10.0.0.1")
                .ip("2001:db8::c001")
                .port(8080)
                .build());
    assertThat(span.remoteEndpoint())
        .isEqualTo(Endpoint.newBuilder().serviceName("db").ip("2001:db8::2").port(3306).build());
  }

  /** The receiver says so where Zipkin's span had tags of these names itself. */
  @Test
  void tagsThatAreNoEndpoint() {
    Span span =
        only(
            span()
                .addAttributes(attribute("peer.service", "a tag"))
                .addAttributes(attribute("zipkin.remote.service", ""))
                .addAttributes(attribute("network.peer.address", "1.2.3.4"))
                .addAttributes(attribute("zipkin.remote.ip", "5.6.7.8"))
                .addAttributes(attribute("network.peer.port", "80"))
                .addAttributes(attribute("zipkin.remote.port", 0)));
    assertThat(span.remoteEndpoint()).isEqualTo(Endpoint.newBuilder().ip("5.6.7.8").build());
    assertThat(span.tags())
        .containsOnlyKeys("peer.service", "network.peer.address", "network.peer.port")
        .containsEntry("network.peer.address", "1.2.3.4");
  }

  @ParameterizedTest
  @CsvSource({
    "host, 80, CLIENT",
    "10.0.0.256, 0, SERVER",
    "'', 70000, CLIENT",
    "1.2.3, -1, SERVER"
  })
  void whatIsNoAddressIsATag(String address, int port, String kind) {
    Span span =
        only(
            span()
                .setKind(SpanKind.valueOf("SPAN_KIND_" + kind))
                .addAttributes(attribute("network.peer.address", address))
                .addAttributes(attribute("network.peer.port", port)));
    assertThat(span.tags().get("network.peer.address"))
        .isEqualTo(address.isEmpty() ? null : address);
    assertThat(span.tags().get("network.peer.port"))
        .isEqualTo(port < 0 || port > 65535 ? "" + port : null);
  }

  @Test
  void mappedAddressesAreIpv4() {
    Span span = only(span().addAttributes(attribute("network.peer.address", "::ffff:1.2.3.4")));
    assertThat(span.remoteEndpoint()).isEqualTo(Endpoint.newBuilder().ip("1.2.3.4").build());
  }

  /** Each where it stands before all that come after it. */
  @ParameterizedTest
  @FieldSource("CALLED")
  void whoIsCalledByRank(String best) {
    io.opentelemetry.proto.trace.v1.Span.Builder call = span();
    CALLED.subList(CALLED.indexOf(best), CALLED.size()).stream()
        .sorted(Comparator.reverseOrder())
        .forEach(key -> call.addAttributes(attribute(key, "by " + key)));
    Span client = only(call.clone().setKind(SpanKind.SPAN_KIND_CLIENT));
    assertThat(client.remoteServiceName()).isEqualTo("by " + best);
    assertThat(client.tags().containsKey(best)).isEqualTo(!best.equals("peer.service"));
    if (!best.equals("peer.service")) {
      Span server = only(call.clone().setKind(SpanKind.SPAN_KIND_SERVER));
      assertThat(server.remoteEndpoint()).isNull();
    }
  }

  @Test
  void failuresBornInOtlp() {
    assertThat(only(span().setStatus(failed("no card"))).tags())
        .containsEntry("otel.status_code", "ERROR")
        .containsEntry("error", "no card")
        .hasSize(2);
    assertThat(only(span().setStatus(failed(""))).tags()).containsEntry("error", "");
    assertThat(
            only(span().setStatus(failed("no card")).addAttributes(attribute("error", true)))
                .tags())
        .containsEntry("error", "no card");
    assertThat(
            only(span().setStatus(failed("no card")).addAttributes(attribute("error", "x"))).tags())
        .containsEntry("error", "x")
        .containsEntry("otel.status_description", "no card");
  }

  @Test
  void failuresThatCameFromZipkin() {
    assertThat(only(span().setStatus(failed("")).addAttributes(attribute("error", "true"))).tags())
        .containsOnlyKeys("error")
        .containsEntry("error", "true");
    assertThat(
            only(span().setStatus(failed("false")).addAttributes(attribute("error", "false")))
                .tags())
        .containsOnlyKeys("error")
        .containsEntry("error", "false");
    assertThat(
            only(span().setStatus(failed("")).addAttributes(attribute("otel.status_code", "Error")))
                .tags())
        .containsOnlyKeys("otel.status_code")
        .containsEntry("otel.status_code", "Error");
  }

  @Test
  void falseAlarmsGo() {
    assertThat(only(span().addAttributes(attribute("error", false))).tags()).isEmpty();
    assertThat(
            only(span()
                    .setStatus(Status.newBuilder().setCode(StatusCode.STATUS_CODE_OK))
                    .addAttributes(attribute("error", "false")))
                .tags())
        .containsOnlyKeys("otel.status_code")
        .containsEntry("otel.status_code", "OK");
  }

  @Test
  void valuesAreText() {
    assertThat(
            only(span()
                    .addAttributes(attribute("a", 0.5))
                    .addAttributes(attribute("b", -3.0))
                    .addAttributes(attribute("c", 1e300))
                    .addAttributes(attribute("d", Long.MIN_VALUE))
                    .addAttributes(attribute("e", true))
                    .addAttributes(attribute("f", new Object[] {"x", 1, "\""}))
                    .addAttributes(KeyValue.newBuilder().setKey("g"))
                    .addAttributes(attribute("h", "first"))
                    .addAttributes(attribute("h", "Größe \u0001 \"猫\"")))
                .tags())
        .containsEntry("a", "0.5")
        .containsEntry("b", "-3")
        .containsEntry("c", "1e+300")
        .containsEntry("d", "-9223372036854775808")
        .containsEntry("e", "true")
        .containsEntry("f", "[\"x\",1,\"\\\"\"]")
        .containsEntry("g", "")
        .containsEntry("h", "Größe \u0001 \"猫\"");
  }

  @Test
  void eventsAndLinks() {
    Span span =
        only(
            span()
                .addEvents(Event.newBuilder().setTimeUnixNano(5_999).setName("ws"))
                .addEvents(
                    Event.newBuilder()
                        .setTimeUnixNano(7_000)
                        .setName("exception")
                        .addAttributes(attribute("exception.message", "a \"b\""))
                        .addAttributes(attribute("n", 2)))
                .addLinks(
                    Link.newBuilder()
                        .setTraceId(Fixtures.id(1, 2))
                        .setSpanId(Otlp.id(3))
                        .setTraceState("k=v")
                        .addAttributes(attribute("why", "retry"))
                        .setDroppedAttributesCount(4))
                .setTraceState("rojo=1")
                .setDroppedAttributesCount(1)
                .setDroppedEventsCount(2)
                .setDroppedLinksCount(3));
    assertThat(span.annotations())
        .containsExactly(
            zipkin2.Annotation.create(5, "ws"),
            zipkin2.Annotation.create(
                7, "\"exception\":{\"exception.message\":\"a \\\"b\\\"\",\"n\":2}"));
    assertThat(span.tags())
        .containsEntry(
            "otlp.link.0",
            "00000000000000010000000000000002|0000000000000003|k=v|{\"why\":\"retry\"}|4")
        .containsEntry("w3c.tracestate", "rojo=1")
        .containsEntry("otel.dropped_attributes_count", "1")
        .containsEntry("otel.dropped_events_count", "2")
        .containsEntry("otel.dropped_links_count", "3");
  }

  @Test
  void resourceAndScopeAreTags() {
    Resource resource =
        resource(
            attribute("service.name", "shop"),
            attribute("service.version", "1.2"),
            attribute("faas.name", "f"),
            attribute("http.method", "resource's"));
    InstrumentationScope scope =
        InstrumentationScope.newBuilder()
            .setName("lib")
            .setVersion("3")
            .addAttributes(attribute("color", "red"))
            .build();
    Span span =
        Written.only(
            request(resource, scope, span().addAttributes(attribute("http.method", "GET"))), "");
    assertThat(span.tags())
        .containsEntry("service.version", "1.2")
        .containsEntry("faas.name", "f")
        .containsEntry("http.method", "GET")
        .containsEntry("otel.scope.name", "lib")
        .containsEntry("otel.scope.version", "3")
        .containsEntry("color", "red")
        .hasSize(6);
  }

  @Test
  void namesOfServices() {
    List<String> others = List.of("faas.name", "k8s.deployment.name", "process.executable.name");
    for (int i = 0; i < others.size(); i++) {
      Resource.Builder named = Resource.newBuilder();
      for (String key : others.subList(i, others.size())) {
        named.addAttributes(0, attribute(key, "Resize by " + key));
      }
      Span span = Written.only(request(named.build(), NO_SCOPE, span()), "x");
      assertThat(span.localServiceName()).isEqualTo("resize by " + others.get(i));
      assertThat(span.tags()).containsEntry("otlp.service.name.source", others.get(i));
    }
    Resource function = resource(attribute("faas.name", "Resize"));
    assertThat(Written.only(request(function, NO_SCOPE, span()), "x").tags())
        .containsOnlyKeys("otlp.service.name.source");
    ExportTraceServiceRequest nameless =
        request(resource(attribute("service.version", "1")), NO_SCOPE, span());
    assertThat(Written.only(nameless, "X").localServiceName()).isEqualTo("x");
    assertThat(Written.only(nameless, "").localEndpoint()).isNull();
    ExportTraceServiceRequest nobodys = request(resource(), NO_SCOPE, span());
    assertThat(Written.only(nobodys, "x").localEndpoint()).isNull();
  }
}
