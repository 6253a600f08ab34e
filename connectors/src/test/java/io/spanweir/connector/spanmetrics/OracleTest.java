package io.spanweir.connector.spanmetrics;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Temporality;
import io.spanweir.connector.spanmetrics.SpanMetricsConfig.Unit;
import io.spanweir.testkit.CapturingConsumer.Answer;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random spans, random configurations and a next stage that refuses, beside a plain model. */
class OracleTest {
  @Test
  void countsWhatTheModelCounts() {
    Seed.eachInParallel(16, OracleTest::compare);
  }

  private static void compare(long seed) throws Exception {
    Rng rng = new Rng(seed);
    SpanMetricsConfig config = config(rng);
    CountsModel model = new CountsModel(config);
    try (Run run = Run.of(seed, config)) {
      boolean willing = rng.percent(30);
      run.next.hasRoom(() -> willing || rng.percent(60));
      run.next.answers(() -> willing || rng.percent(60) ? Answer.ACCEPT : Answer.REFUSE);
      run.next.answering(
          rng.percent(50) ? Runnable::run : task -> run.stage.after(rng.between(0, 900L), task));
      for (int i = 0; i < 40; i++) {
        ExportTraceServiceRequest request = Spans.random(rng);
        model.expect(request);
        run.give(request);
        if (rng.percent(40)) {
          run.pass(rng.between(0, 20 * Run.SECOND));
        }
      }
      run.next.hasRoom(() -> true);
      run.next.answers(() -> Answer.ACCEPT);
      run.shutDown();
      model.count(run.received());
      model.compare();
    }
  }

  private static SpanMetricsConfig config(Rng rng) {
    Configs keys = new Configs();
    if (rng.percent(80)) {
      keys.dimensions =
          List.of(
              new DimensionConfig("http.method", null),
              new DimensionConfig("code", "none"),
              new DimensionConfig("region", rng.percent(50) ? "" : null));
    }
    if (rng.percent(30)) {
      keys.callsDimensions = List.of(new DimensionConfig("other", "none"));
    }
    if (rng.percent(30)) {
      keys.durationDimensions = List.of(new DimensionConfig("pod", null));
    }
    if (rng.percent(50)) {
      keys.eventDimensions =
          List.of(
              new DimensionConfig("exception.type", rng.percent(50) ? "none" : null),
              new DimensionConfig("other", null));
    }
    if (rng.percent(50)) {
      keys.temporality = Temporality.DELTA;
    }
    if (rng.percent(30)) {
      keys.excluded = List.of(BuiltIn.INSTANCE_ID, BuiltIn.SPAN_NAME, BuiltIn.SPAN_KIND);
    } else if (rng.percent(20)) {
      keys.excluded = List.of(BuiltIn.INSTANCE_ID, BuiltIn.SERVICE_NAME, BuiltIn.STATUS_CODE);
    }
    if (rng.percent(30)) {
      keys.keyAttributes = List.of("service.name");
    }
    keys.exponentialMax = rng.percent(40) ? 20 : 0;
    keys.unit = rng.percent(50) ? Unit.MS : Unit.S;
    return keys.config();
  }
}
