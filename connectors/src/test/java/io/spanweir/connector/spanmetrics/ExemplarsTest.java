package io.spanweir.connector.spanmetrics;

import static io.spanweir.connector.spanmetrics.Spans.START;
import static io.spanweir.connector.spanmetrics.Spans.request;
import static io.spanweir.connector.spanmetrics.Spans.resource;
import static io.spanweir.connector.spanmetrics.Spans.span;
import static io.spanweir.connector.spanmetrics.Spans.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.connector.spanmetrics.Run.Received;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Points refer to traces that were kept, and to no others. */
class ExemplarsTest {
  private static Span numbered(int number) {
    byte[] id = new byte[8];
    id[7] = (byte) number;
    return span("a", number * 1_000_000L).toBuilder().setSpanId(ByteString.copyFrom(id)).build();
  }

  private static List<Exemplar> exemplars(Run run) {
    List<Exemplar> exemplars = new ArrayList<>();
    for (Received received : run.received()) {
      received
          .metric()
          .getHistogram()
          .getDataPointsList()
          .forEach(point -> exemplars.addAll(point.getExemplarsList()));
      received
          .metric()
          .getExponentialHistogram()
          .getDataPointsList()
          .forEach(point -> exemplars.addAll(point.getExemplarsList()));
    }
    return exemplars;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void keptSpansAreShownOnce(int exponentialMax) throws Exception {
    Configs keys = new Configs();
    keys.exemplarsMax = 2;
    keys.exponentialMax = exponentialMax;
    try (Run run = Run.of(1, keys.config())) {
      for (int i = 1; i <= 9; i++) {
        run.give(request(resource("shop"), numbered(i)));
      }
      run.pass(11 * Run.SECOND);
      assertThat(exemplars(run)).isEmpty();
      run.keep(request(resource("shop"), numbered(3), numbered(5), numbered(7)));
      run.keep(request(resource("shop"), numbered(10)));
      run.pass(10 * Run.SECOND);
      List<Exemplar> shown = exemplars(run);
      assertThat(shown)
          .extracting(Exemplar::getSpanId)
          .containsExactlyInAnyOrder(numbered(5).getSpanId(), numbered(7).getSpanId());
      assertThat(shown)
          .allSatisfy(
              exemplar -> {
                long millis = exemplar.getSpanId().byteAt(7);
                assertThat(exemplar.getTraceId()).isEqualTo(numbered(1).getTraceId());
                assertThat(exemplar.getAsDouble()).isEqualTo((double) millis);
                assertThat(exemplar.getTimeUnixNano()).isEqualTo(START + millis * 1_000_000);
              });
      run.pass(10 * Run.SECOND);
      assertThat(exemplars(run)).isEmpty();
    }
  }

  @Test
  void processorsBetweenMayEditWhatSeriesAreMadeOf() throws Exception {
    Configs keys = new Configs();
    keys.exemplarsMax = 5;
    keys.dimensions = List.of(new DimensionConfig("zone", null));
    try (Run run = Run.of(1, keys.config())) {
      Span west = numbered(3).toBuilder().addAttributes(text("zone", "west")).build();
      Span east = numbered(5).toBuilder().addAttributes(text("zone", "east")).build();
      run.give(request(resource("shop"), west, east));
      Span renamed = west.toBuilder().setName("b").clearAttributes().build();
      run.keep(request(resource("store", text("env", "prod")), renamed));
      run.keep(request(resource("shop"), east.toBuilder().setAttributes(0, zone(west)).build()));
      run.pass(11 * Run.SECOND);
      assertThat(pointOf(run.received(), "west"))
          .extracting(Exemplar::getSpanId)
          .containsExactly(west.getSpanId());
      run.give(request(resource("shop"), west, east));
      run.keep(request(resource("shop"), east.toBuilder().setAttributes(0, zone(west)).build()));
      run.pass(10 * Run.SECOND);
      assertThat(pointOf(run.received(), "east"))
          .extracting(Exemplar::getSpanId)
          .containsExactly(east.getSpanId());
    }
  }

  private static KeyValue zone(Span span) {
    return span.getAttributes(0);
  }

  private static List<Exemplar> pointOf(List<Received> all, String zone) {
    return all.stream()
        .flatMap(received -> received.metric().getHistogram().getDataPointsList().stream())
        .filter(point -> point.getAttributesList().contains(text("zone", zone)))
        .flatMap(point -> point.getExemplarsList().stream())
        .toList();
  }

  @Test
  void whatHadNoRoomForASeriesIsAnExemplarOfTheOverflow() throws Exception {
    Configs keys = new Configs();
    keys.exemplarsMax = 5;
    keys.seriesMax = 1;
    try (Run run = Run.of(1, keys.config())) {
      Span second = numbered(2).toBuilder().setName("b").build();
      run.give(request(resource("shop"), numbered(1), second));
      run.keep(request(resource("shop"), second));
      run.pass(11 * Run.SECOND);
      assertThat(run.received())
          .flatExtracting(received -> received.metric().getHistogram().getDataPointsList())
          .filteredOn(point -> point.getExemplarsCount() > 0)
          .singleElement()
          .satisfies(
              point ->
                  assertThat(point.getAttributes(0).getKey()).isEqualTo("otel.metric.overflow"));
    }
  }
}
