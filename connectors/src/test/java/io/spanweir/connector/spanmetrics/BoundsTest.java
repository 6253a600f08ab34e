package io.spanweir.connector.spanmetrics;

import static io.spanweir.connector.spanmetrics.Spans.request;
import static io.spanweir.connector.spanmetrics.Spans.resource;
import static io.spanweir.connector.spanmetrics.Spans.span;
import static io.spanweir.connector.spanmetrics.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.connector.spanmetrics.Run.Received;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.EventsConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Temporality;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.testkit.CapturingConsumer.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is bounded, what ends, and what waits. */
class BoundsTest {
  private static final long FLUSH = 11 * Run.SECOND;

  /** Calls by the texts of span.name, pod of the resource, and overflow. */
  private static Map<String, Long> calls(Run run) {
    Map<String, Long> calls = new TreeMap<>();
    for (Received received : run.received()) {
      for (NumberDataPoint point : received.metric().getSum().getDataPointsList()) {
        String pod = value(received.resource().getAttributesList(), "pod");
        String name = value(point.getAttributesList(), "span.name");
        String overflow = value(point.getAttributesList(), "otel.metric.overflow");
        calls.merge(pod + name + (overflow.isEmpty() ? "" : "!"), point.getAsInt(), Long::sum);
      }
    }
    return calls;
  }

  private static String value(List<KeyValue> attributes, String key) {
    return attributes.stream()
        .filter(attribute -> attribute.getKey().equals(key))
        .map(
            attribute ->
                attribute.getValue().hasBoolValue()
                    ? Boolean.toString(attribute.getValue().getBoolValue())
                    : attribute.getValue().getStringValue())
        .collect(Collectors.joining());
  }

  private static ExportTraceServiceRequest of(String pod, String... names) {
    Span[] spans = new Span[names.length];
    for (int i = 0; i < names.length; i++) {
      spans[i] = span(names[i], 1_000_000);
    }
    return request(resource("shop", text("pod", pod)), spans);
  }

  @Test
  void seriesPastTheLimitOfAResourceOverflow() throws Exception {
    Configs keys = new Configs();
    keys.seriesMax = 2;
    try (Run run = Run.of(1, keys.config())) {
      run.give(of("1", "a", "b", "c", "d", "a"));
      run.give(of("2", "a", "c"));
      run.pass(FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1a", 2L, "1b", 1L, "1!", 2L, "2a", 1L, "2c", 1L));
      assertThat(run.process.meters().get("spanweir.span.metrics.overflow.spans").functionCounter())
          .returns(2.0, counter -> counter.count());
    }
  }

  @Test
  void pathsThatExplodeEndInOneSeries() throws Exception {
    try (Run run = Run.of(1, new Configs().config())) {
      int spans = 0;
      for (int i = 0; i < 50; i++) {
        String[] names = new String[200];
        for (int j = 0; j < names.length; j++) {
          names[j] = "GET /" + "x".repeat(300) + spans++;
        }
        run.give(of("1", names));
      }
      double series = run.process.meters().get("spanweir.span.metrics.series").gauge().value();
      assertThat(series).isBetween(2_000.0, 8_000.0);
      run.shutDown();
      Map<String, Long> calls = calls(run);
      assertThat(calls).hasSize((int) series);
      assertThat(calls.get("1!")).isEqualTo(spans - (calls.size() - 1L));
    }
  }

  @Test
  void dimensionsOfMegabytesOverflow() throws Exception {
    Configs keys = new Configs();
    keys.dimensions = List.of(new DimensionConfig("path", null));
    try (Run run = Run.of(1, keys.config())) {
      String huge = "x".repeat(1 << 20);
      run.give(
          request(
              resource("shop", text("pod", "1")),
              span(huge, 1),
              span("a", 1, text("path", huge)),
              span("b", 1)));
      run.give(request(resource("shop", text("pod", "2"), text("path", huge)), span("c", 1)));
      run.give(request(resource(huge, text("pod", "3")), span("d", 1)));
      run.pass(FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1!", 2L, "1b", 1L, "2!", 1L, "3!", 1L));
    }
  }

  @Test
  void eventsThatExplodeEndInOneSeriesAndOnesAlikeAreLookedUpOnce() throws Exception {
    Configs keys = new Configs();
    keys.eventDimensions = List.of(new DimensionConfig("exception.type", null));
    keys.seriesMax = 4;
    try (Run run = Run.of(1, keys.config())) {
      Span.Builder span = span("x".repeat(4000), 1).toBuilder();
      for (int i = 0; i < 300_000; i++) {
        span.addEvents(Span.Event.getDefaultInstance());
      }
      String huge = "x".repeat(1 << 20);
      for (String type : List.of("a", huge, "b", "c", "a")) {
        span.addEvents(Span.Event.newBuilder().addAttributes(text("exception.type", type)));
      }
      run.give(request(resource("shop"), span.build()));
      run.give(request(resource(huge), span.setName("y").build()));
      run.pass(FLUSH);
      Map<String, Long> events = new TreeMap<>();
      for (Received received : run.received()) {
        if (received.metric().getName().endsWith("events")) {
          for (NumberDataPoint point : received.metric().getSum().getDataPointsList()) {
            String type = value(point.getAttributesList(), "exception.type");
            String overflow = value(point.getAttributesList(), "otel.metric.overflow");
            events.merge(type + overflow, point.getAsInt(), Long::sum);
          }
        }
      }
      assertThat(events).isEqualTo(Map.of("", 300_000L, "a", 2L, "b", 1L, "true", 2L + 300_005L));
    }
  }

  @Test
  void aDimensionStandsOnceAndEventsHaveOne() {
    List<DimensionConfig> user = List.of(new DimensionConfig("user", null));
    Configs twice = new Configs();
    twice.dimensions = user;
    twice.callsDimensions = user;
    assertThatThrownBy(twice::config)
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("calls_dimensions.0.name");
    twice.callsDimensions = List.of();
    twice.durationDimensions = List.of(new DimensionConfig(BuiltIn.SPAN_NAME, null));
    assertThatThrownBy(twice::config).hasMessageContaining("histogram.dimensions.0.name");
    assertThatThrownBy(() -> new EventsConfig(true, List.of())).hasMessageContaining("dimensions");
  }

  /** The name before it lay further back than this request is long. */
  @Test
  void aSpanWithoutANameBehindALongRequest() throws Exception {
    try (Run run = Run.of(1, new Configs().config())) {
      run.give(of("1", "x".repeat(4000), "y".repeat(3000), "z".repeat(2000)));
      run.give(of("2", ""));
      run.pass(FLUSH);
      assertThat(calls(run)).hasSize(4).containsEntry("2", 1L);
    }
  }

  @Test
  void namesThatAreNotUtf8AreMended() throws Exception {
    try (Run run = Run.of(1, new Configs().config())) {
      ExportTraceServiceRequest fine = of("1", "ab");
      byte[] bytes = fine.toByteArray();
      int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("*\2ab") + 2;
      bytes[name] = (byte) 0xff;
      run.giveBytes(bytes);
      run.pass(FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1\ufffdb", 1L));
    }
  }

  @Test
  void resourcesPastTheLimitOverflowUntilIdleOnesEnd() throws Exception {
    Configs keys = new Configs();
    keys.resourcesMax = 4;
    try (Run run = Run.of(1, keys.config())) {
      for (int pod = 1; pod <= 6; pod++) {
        run.give(of("" + pod, "a"));
      }
      run.pass(FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1a", 1L, "2a", 1L, "3a", 1L, "4a", 1L, "!", 2L));
      run.give(of("2", "a"));
      run.pass(2 * FLUSH);
      run.received();
      run.give(of("7", "a"));
      run.give(of("2", "a"));
      run.pass(FLUSH);
      assertThat(calls(run)).containsEntry("7a", 1L).containsEntry("2a", 3L).containsEntry("!", 2L);
    }
  }

  @Test
  void whatIsIdleEnds() throws Exception {
    Configs keys = new Configs();
    keys.seriesExpiration = Duration.ofSeconds(30);
    try (Run run = Run.of(1, keys.config())) {
      run.give(of("1", "a", "b"));
      run.pass(FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1a", 1L, "1b", 1L));
      for (int i = 0; i < 4; i++) {
        run.pass(FLUSH);
        run.give(of("1", "a"));
      }
      run.received();
      run.pass(FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1a", 5L));
      run.pass(6 * FLUSH);
      run.received();
      run.give(of("1", "b"));
      run.pass(FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1b", 1L));
    }
  }

  @Test
  void resourcesEndTogether() throws Exception {
    Configs keys = new Configs();
    keys.metricsExpiration = Duration.ofSeconds(30);
    try (Run run = Run.of(1, keys.config())) {
      run.give(of("1", "a", "b"));
      for (int i = 0; i < 6; i++) {
        run.give(of("1", "a"));
        run.pass(FLUSH);
      }
      assertThat(calls(run)).containsKey("1b");
      run.pass(6 * FLUSH);
      run.received();
      run.pass(FLUSH);
      assertThat(calls(run)).isEmpty();
      assertThat(run.process.meters().get("spanweir.span.metrics.series").gauge().value()).isZero();
    }
  }

  @Test
  void deltasWaitForANextThatRefuses() throws Exception {
    Configs keys = new Configs();
    keys.temporality = Temporality.DELTA;
    try (Run run = Run.of(1, keys.config())) {
      boolean[] room = {false};
      run.next.hasRoom(() -> room[0]);
      run.give(of("1", "a"));
      run.pass(FLUSH);
      run.give(of("1", "a", "a"));
      run.pass(3 * FLUSH);
      assertThat(calls(run)).isEmpty();
      run.next.answers(() -> Answer.REFUSE);
      room[0] = true;
      run.pass(FLUSH);
      assertThat(calls(run)).isEmpty();
      run.next.answers(() -> Answer.ACCEPT);
      run.pass(2 * FLUSH);
      assertThat(calls(run)).isEqualTo(Map.of("1a", 3L));
    }
  }

  @Test
  void whatNobodyTakesByTheDeadlineIsCounted() throws Exception {
    try (Run run = Run.of(1, new Configs().config())) {
      run.next.hasRoom(() -> false);
      run.give(of("1", "a"));
      run.shutDown();
      assertThat(run.next.spans()).isEmpty();
      assertThat(
              run.process
                  .errors()
                  .count(
                      "connector:span_metrics",
                      "metrics were not handed on before the shutdown's deadline"))
          .isEqualTo(1);
    }
  }
}
