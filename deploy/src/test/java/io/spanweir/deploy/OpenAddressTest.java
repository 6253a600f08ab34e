package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever other machines reach is said when it is opened; what they don't is not. */
class OpenAddressTest {
  private static final String CONFIGURATION =
      """
      receivers:
        otlp: {protocols: {http: {endpoint: "${env:HOST}:0"}}}
        zipkin: {endpoint: "${env:HOST}:0", scribe: {endpoint: "${env:HOST}:0"}}
        jaeger:
          protocols:
            grpc: {endpoint: "${env:HOST}:0"}
            thrift_http: {endpoint: "${env:HOST}:0"}
            thrift_compact: {endpoint: "${env:HOST}:0"}
            thrift_binary: {endpoint: "${env:HOST}:0"}
            sampling_http: {endpoint: "${env:HOST}:0"}
      exporters: {trace_store: {endpoint: "${env:HOST}:${env:STORE_PORT}", path: "${env:STORE}"}}
      extensions: {health_check: {endpoint: "${env:HOST}:0"}}
      service:
        extensions: [health_check]
        pipelines: {traces: {receivers: [otlp, zipkin, jaeger], exporters: [trace_store]}}
        telemetry:
          metrics: {readers: [{pull: {exporter: {prometheus: {host: "${env:HOST}", port: "${env:PORT}"}}}}]}
      """;

  @TempDir Path folder;

  private String said(String host) throws Exception {
    Map<String, String> environment =
        Map.of(
            "HOST",
            host,
            "PORT",
            Integer.toString(Ports.free()),
            "STORE_PORT",
            Integer.toString(Ports.free()),
            "STORE",
            folder.resolve(host).toString());
    try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment)) {
      assertThat(spanweir.terminate()).isZero();
      return spanweir.output();
    }
  }

  @Test
  void addressesThatOthersReachAreSaid() throws Exception {
    assertThat(said("0.0.0.0"))
        .contains("otlp is open to other machines without TLS")
        .contains("(receivers::zipkin::endpoint)", "(receivers::zipkin::scribe::endpoint)")
        .contains("(receivers::jaeger::protocols::grpc::endpoint)")
        .contains("(receivers::jaeger::protocols::thrift_http::endpoint)")
        .contains("(receivers::jaeger::protocols::thrift_compact::endpoint)")
        .contains("(receivers::jaeger::protocols::thrift_binary::endpoint)")
        .contains("jaeger's sampling_http is open to other machines: ")
        .contains("trace_store is open to other machines without auth")
        .contains("health_check is open to other machines: ")
        .contains("(extensions::health_check::endpoint)")
        .contains("the page of own metrics is open to other machines: ")
        .contains("(service::telemetry::metrics::readers[0]::pull::exporter::prometheus::port)");
    assertThat(said("127.0.0.1")).doesNotContain("open to other machines");
  }
}
