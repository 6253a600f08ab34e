package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every reader of own metrics has its page, with its own switches. */
class MetricPagesTest {
  private static final String CONFIGURATION =
      """
      receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}}}}
      exporters: {nop: }
      service:
        pipelines: {traces: {receivers: [otlp], exporters: [nop]}}
        telemetry:
          metrics:
            readers:
              - pull: {exporter: {prometheus: {port: "${env:BARE_PORT}"}}}
              - pull:
                  exporter:
                    prometheus:
                      port: "${env:FULL_PORT}"
                      without_units: false
                      without_type_suffix: false
                      with_resource_constant_labels: {included: [service.name]}
      """;

  private static Map<String, String> environment(int bare, int full) {
    return Map.of(
        "HTTP_PORT", "0", "BARE_PORT", Integer.toString(bare), "FULL_PORT", Integer.toString(full));
  }

  private static String instance(String page) {
    Matcher matcher = Pattern.compile("service_instance_id=\"([^\"]+)\"").matcher(page);
    assertThat(matcher.find()).as(page).isTrue();
    return matcher.group(1);
  }

  @Test
  void everyReaderHasItsPage() throws Exception {
    int bare = Ports.free();
    int full = Ports.free();
    try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment(bare, full))) {
      assertThat(spanweir.output()).contains(":" + bare + "/metrics", ":" + full + "/metrics");
      assertThat(RunningSpanweir.metrics(bare)).contains("\notelcol_process_uptime ");
      assertThat(RunningSpanweir.metrics(full))
          .contains("\notelcol_process_uptime_seconds_total{service_name=\"spanweir\"} ");
      assertThat(instance(RunningSpanweir.metrics(bare)))
          .isEqualTo(instance(RunningSpanweir.metrics(full)));
      assertThat(spanweir.terminate()).isZero();
    }
  }

  /** The place of the second is said, not that of the first. */
  @Test
  void aReaderWithoutAnAddressSaysWhichItIs() throws Exception {
    int port = Ports.free();
    try (RunningSpanweir spanweir =
        RunningSpanweir.launch(environment(port, port), "--config", "yaml:" + CONFIGURATION)) {
      assertThat(spanweir.exitCode()).isEqualTo(1);
      assertThat(spanweir.output())
          .contains("service::telemetry::metrics::readers[1]::pull::exporter::prometheus::port");
    }
  }
}
