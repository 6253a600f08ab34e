package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever other machines reach is said when it is opened; what they don't is not. */
class OpenAddressTest {
  private static final String CONFIGURATION =
      """
      receivers: {otlp: {protocols: {http: {endpoint: "${env:HOST}:0"}}}}
      exporters: {nop: }
      extensions: {health_check: {endpoint: "${env:HOST}:0"}}
      service:
        extensions: [health_check]
        pipelines: {traces: {receivers: [otlp], exporters: [nop]}}
        telemetry:
          metrics: {readers: [{pull: {exporter: {prometheus: {host: "${env:HOST}", port: "${env:PORT}"}}}}]}
      """;

  private static String said(String host) throws Exception {
    Map<String, String> environment = Map.of("HOST", host, "PORT", Integer.toString(Ports.free()));
    try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment)) {
      assertThat(spanweir.terminate()).isZero();
      return spanweir.output();
    }
  }

  @Test
  void addressesThatOthersReachAreSaid() throws Exception {
    assertThat(said("0.0.0.0"))
        .contains("otlp is open to other machines without TLS")
        .contains("health_check is open to other machines: ")
        .contains("(extensions::health_check::endpoint)")
        .contains("the page of own metrics is open to other machines: ")
        .contains("(service::telemetry::metrics::readers[0]::pull::exporter::prometheus::port)");
    assertThat(said("127.0.0.1")).doesNotContain("open to other machines");
  }
}
