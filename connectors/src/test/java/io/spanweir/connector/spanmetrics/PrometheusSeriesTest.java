package io.spanweir.connector.spanmetrics;

import static io.spanweir.connector.spanmetrics.Spans.request;
import static io.spanweir.connector.spanmetrics.Spans.resource;
import static io.spanweir.connector.spanmetrics.Spans.span;
import static io.spanweir.connector.spanmetrics.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Temporality;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Series as the Prometheus page shows them. */
class PrometheusSeriesTest {
  private static final String LABELS =
      "{service_name=\"shop\",span_kind=\"SPAN_KIND_SERVER\",span_name=\"GET /\","
          + "status_code=\"STATUS_CODE_UNSET\"} ";

  private final PrometheusMeterRegistry page =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private static void give(Run run, String pod, int millis) {
    run.give(request(resource("shop", text("pod", pod)), span("GET /", millis * 1_000_000L)));
  }

  @Test
  void seriesOfAllResourcesAreOne() throws Exception {
    try (Run run = Run.withPage(new Configs().config(), page)) {
      give(run, "1", 3);
      give(run, "2", 3);
      give(run, "2", 30_000);
      String text = page.scrape();
      assertThat(text)
          .contains("traces_span_metrics_calls_total" + LABELS + "3.0\n")
          .contains("traces_span_metrics_duration_milliseconds_count" + LABELS + "3\n")
          .contains("traces_span_metrics_duration_milliseconds_sum" + LABELS + "30006.0\n")
          .contains("status_code=\"STATUS_CODE_UNSET\",le=\"2.0\"} 0\n")
          .contains("status_code=\"STATUS_CODE_UNSET\",le=\"4.0\"} 2\n")
          .contains("status_code=\"STATUS_CODE_UNSET\",le=\"+Inf\"} 3\n");
    }
  }

  @Test
  void exponentialBucketsAreShownWithBoundsThatStay() throws Exception {
    Configs keys = new Configs();
    keys.exponentialMax = 2;
    keys.temporality = Temporality.DELTA;
    try (Run run = Run.withPage(keys.config(), page)) {
      give(run, "1", 3);
      give(run, "1", 30_000);
      run.pass(11 * Run.SECOND);
      give(run, "1", 60_000);
      assertThat(page.scrape())
          .contains("traces_span_metrics_duration_milliseconds_count" + LABELS + "3\n")
          .contains("status_code=\"STATUS_CODE_UNSET\",le=\"2.0\"} 0\n")
          .contains("status_code=\"STATUS_CODE_UNSET\",le=\"4.0\"} 1\n")
          .contains("status_code=\"STATUS_CODE_UNSET\",le=\"15000.0\"} 1\n")
          .contains("status_code=\"STATUS_CODE_UNSET\",le=\"+Inf\"} 3\n");
    }
  }

  @Test
  void callsAndDurationsHaveTheirOwnDimensionsAndEventsToo() throws Exception {
    Configs keys = new Configs();
    keys.callsDimensions = List.of(new DimensionConfig("user", null));
    keys.durationDimensions = List.of(new DimensionConfig("size", "small"));
    keys.eventDimensions = List.of(new DimensionConfig("exception.type", "none"));
    try (Run run = Run.withPage(keys.config(), page)) {
      Span span =
          span("GET /", 3_000_000, text("user", "7")).toBuilder()
              .addEvents(Span.Event.newBuilder().addAttributes(text("exception.type", "IO")))
              .addEvents(Span.Event.newBuilder())
              .addEvents(Span.Event.newBuilder())
              .build();
      run.give(request(resource("shop"), span));
      String labels = LABELS.substring(1, LABELS.length() - 2);
      assertThat(page.scrape())
          .contains("calls_total{" + labels + ",user=\"7\"} 1.0\n")
          .contains(
              "duration_milliseconds_count{"
                  + labels.replace("span_kind", "size=\"small\",span_kind")
                  + "} 1\n")
          .contains("events_total{exception_type=\"IO\"," + labels + "} 1.0\n")
          .contains("events_total{exception_type=\"none\"," + labels + "} 2.0\n");
    }
  }

  @Test
  void aCounterDoesNotFallWhenOneOfItsResourcesEnds() throws Exception {
    Configs keys = new Configs();
    keys.metricsExpiration = Duration.ofSeconds(30);
    try (Run run = Run.withPage(keys.config(), page)) {
      give(run, "1", 3);
      for (int i = 0; i < 8; i++) {
        give(run, "2", 3);
        run.pass(10 * Run.SECOND);
      }
      assertThat(page.get("spanweir.span.metrics.series").gauge().value()).isEqualTo(1);
      assertThat(page.scrape()).contains("traces_span_metrics_calls_total" + LABELS + "9.0\n");
      run.pass(100 * Run.SECOND);
      assertThat(page.scrape()).doesNotContain("GET /");
    }
  }

  @Test
  void namesThatBecomeOneAreOneLabel() throws Exception {
    Configs keys = new Configs();
    keys.dimensions =
        List.of(
            new DimensionConfig("http.path", null),
            new DimensionConfig("http_path", null),
            new DimensionConfig("1st", "x"));
    try (Run run = Run.withPage(keys.config(), page)) {
      run.give(
          request(
              resource("shop"),
              span("a", 1, text("http.path", "/\"\n\\"), text("http_path", "2")),
              span("a", 1, text("http.path", "/\"\n\\"), text("http_path", "3")),
              span("a", 1, text("http.path", ""))));
      assertThat(page.scrape())
          .contains("http_path=\"/\\\"\\n\\\\\"")
          .contains("span_name=\"a\",status_code=\"STATUS_CODE_UNSET\"} 2.0")
          .contains("_1st=\"x\"");
    }
  }

  @Test
  void aSecondOneOfTheSameNameIsNotShown() throws Exception {
    try (Run run = Run.withPage(new Configs().config(), page);
        Run second = Run.withPage(new Configs().config(), page)) {
      give(run, "1", 3);
      give(second, "1", 3);
      assertThat(page.scrape()).contains("traces_span_metrics_calls_total" + LABELS + "1.0\n");
      String what = "its series are not on the Prometheus page, as others have their names";
      assertThat(second.process.errors().count("connector:span_metrics", what)).isEqualTo(1);
    }
  }

  /** As the client's own writer of OpenMetrics picks them, so each is in its bucket. */
  @Test
  void bucketsHaveTheKeptSpanThatEndedLast() throws Exception {
    Configs keys = new Configs();
    keys.exemplarsMax = 1;
    try (Run run = Run.withPage(keys.config(), page)) {
      Span early = span("GET /", 3_000_000).toBuilder().setSpanId(id(0x12)).build();
      run.give(request(resource("shop", text("pod", "1")), early));
      give(run, "2", 5);
      Span slow = span("GET /", 30_000_000_000L).toBuilder().setSpanId(id(0xab)).build();
      Span far = span("GET /", 3600 * Run.SECOND).toBuilder().setSpanId(id(0xef)).build();
      Span never = span("GET /", 1).toBuilder().setSpanId(id(0x99)).setEndTimeUnixNano(-1).build();
      Span other = span("GET /", 4_000_000).toBuilder().setSpanId(id(0xcd)).build();
      run.give(request(resource("shop", text("pod", "2")), slow, far, never, other));
      assertThat(openMetrics()).doesNotContain("trace_id");
      run.keep(request(resource("shop", text("env", "prod")), other));
      run.keep(request(resource("shop", text("env", "prod")), early, slow, far, never));
      run.pass(100 * Run.SECOND);
      String trace = " # {span_id=\"%s\",trace_id=\"00000000000000000000000000000007\"} ";
      assertThat(openMetrics())
          .contains(
              "le=\"4.0\"} 3" + trace.formatted("00000000000000cd") + "4.0 1767225600.004\n",
              "le=\"6.0\"} 4\n",
              "le=\"+Inf\"} 6" + trace.formatted("00000000000000ab") + "30000.0 1767225630.000\n");
      assertThat(page.scrape()).doesNotContain("trace_id");
    }
  }

  private String openMetrics() {
    return page.scrape("application/openmetrics-text; version=1.0.0");
  }

  private static ByteString id(int number) {
    return ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 0, (byte) number});
  }
}
