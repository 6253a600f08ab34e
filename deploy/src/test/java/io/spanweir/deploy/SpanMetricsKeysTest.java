package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Catalog;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of {@code span_metrics} as users write them, well and badly. */
class SpanMetricsKeysTest {
  private static final String REST =
      """
      receivers: {otlp: {protocols: {grpc: {endpoint: "localhost:4317"}}}}
      exporters: {debug: }
      """;
  private static final String JOINED =
      """
      service:
        pipelines:
          traces: {receivers: [otlp], exporters: [span_metrics]}
          metrics: {receivers: [span_metrics], exporters: [debug]}
      """;

  private static String errors(String... texts) {
    return ConfigLoader.load(
            List.of(ConfigSource.text("a.yaml", REST + String.join("\n", texts))),
            Catalog.of(Distribution.factories()),
            name -> null)
        .render(200);
  }

  @Test
  void theCollectorsExampleIsValid() {
    String example =
        """
        connectors:
          span_metrics:
            histogram: {unit: s, explicit: {buckets: [100us, 1ms, 2ms, 6ms, 10ms, 100ms, 250ms]}}
            dimensions: [{name: http.method, default: GET}, {name: http.status_code}]
            calls_dimensions: [{name: http.url, default: /ping}]
            exemplars: {enabled: true, max_per_data_point: 5}
            events: {enabled: true, dimensions: [{name: exception.type}, {name: exception.message}]}
            exclude_dimensions: [status.code]
            dimensions_cache_size: 1000
            aggregation_temporality: AGGREGATION_TEMPORALITY_DELTA
            metrics_flush_interval: 15s
            metrics_expiration: 5m
            metric_timestamp_cache_size: 1000
            namespace: span.metrics
            aggregation_cardinality_limit: 5000
            resource_metrics_key_attributes: [service.name, telemetry.sdk.language]
        """;
    assertThat(errors(example, JOINED)).isEmpty();
    assertThat(
            errors("connectors: {span_metrics: {histogram: {exponential: {}}}}", JOINED)
                + errors("connectors: {span_metrics: }", JOINED))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "events: {enabled: true}|events::dimensions: is empty",
        "calls_dimensions: [{name: span.kind}]|calls_dimensions[0]::name: is a dimension already",
        "dimensions: [{name: a}, {name: span.name}]|dimensions[1]::name: is a dimension already",
        "histogram: {explicit: {}, exponential: {}}|stands beside explicit",
        "histogram: {explicit: {buckets: [2ms, 1ms]}}|buckets[1]",
        "histogram: {exponential: {max_size: 1}}|2 to 16384",
        "metrics_flush_interval: 0s|1ms to 24h",
        "metrics_expiration: -1s|metrics_expiration",
        "aggregation_temporality: DELTA|AGGREGATION_TEMPORALITY_DELTA",
        "exemplars: {max_per_data_point: 0}|1 to 100",
        "aggregation_cardinality_limit: -1|0 or more",
        "resource_metrics_cache_size: 0|1 or more"
      })
  void badKeysAreNamed(String keys, String said) {
    assertThat(errors("connectors: {span_metrics: {" + keys + "}}", JOINED)).contains(said);
  }

  @Test
  void itMayEndAPipelineAndBeginNoneButNotTheOtherWay() {
    String ends = "service: {pipelines: {traces: {receivers: [otlp], exporters: [span_metrics]}}}";
    assertThat(errors("connectors: {span_metrics: }", ends)).doesNotContain("error");
    String begins =
        """
        service:
          pipelines:
            traces: {receivers: [otlp], exporters: [debug]}
            metrics: {receivers: [span_metrics], exporters: [debug]}
        """;
    assertThat(errors("connectors: {span_metrics: }", begins))
        .contains("is an exporter of no pipeline");
  }
}
