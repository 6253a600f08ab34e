package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line says and how it ends, as a process of its own. */
class CommandLineTest {
  @TempDir Path folder;

  private String run(int expectedExit, String... args) throws Exception {
    try (RunningSpanweir process = RunningSpanweir.launch(Map.of(), args)) {
      int exit = process.exitCode();
      assertThat(exit).as(process.output()).isEqualTo(expectedExit);
      return process.output();
    }
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("file.yaml"), yaml).toString();
  }

  @Test
  void saysWhatItIsAndWhatItHas() throws Exception {
    assertThat(run(0, "--help")).contains("Usage: spanweir", "validate", "components");
    assertThat(run(0, "--version")).startsWith("spanweir ");
    assertThat(run(0, "components")).contains("receivers:", "- name: otlp");
    assertThat(run(1, "--nonsense")).contains("--nonsense");
  }

  @Test
  void theExamplesAreValid() throws Exception {
    assertThat(run(0, "validate", "--no-hints")).isEmpty();
    assertThat(run(0, "validate", "--no-hints", "--config", "examples/spanweir.yaml")).isEmpty();
    assertThat(run(0, "validate", "--no-hints", "--config", "../bench/workloads/w1.yaml"))
        .isEmpty();
  }

  /** Every policy and key that the documentation of the Collector's processor shows. */
  @Test
  void theCollectorsExamplesAreValid() throws Exception {
    String policies =
        """
        receivers: {otlp: {protocols: {grpc: {endpoint: "localhost:4317"}}}}
        processors:
          tail_sampling:
            decision_wait: 10s
            decision_wait_after_root_received: 5s
            num_traces: 100
            expected_new_traces_per_sec: 10
            num_shards: 4
            sample_on_first_match: false
            drop_pending_traces_on_shutdown: false
            block_on_overflow: true
            maximum_trace_size_bytes: 1000000
            sampling_strategy: trace-complete
            decision_cache: {sampled_cache_size: 100000, non_sampled_cache_size: 100000}
            policies:
              - {name: p1, type: always_sample}
              - {name: p2, type: latency, latency: {threshold_ms: 5000, upper_threshold_ms: 10000}}
              - {name: p3, type: numeric_attribute, numeric_attribute: {key: key1, min_value: 50, max_value: 100}}
              - {name: p4, type: probabilistic, probabilistic: {sampling_percentage: 10}}
              - {name: p5, type: status_code, status_code: {status_codes: [ERROR, UNSET]}}
              - {name: p6, type: string_attribute, string_attribute: {key: key2, values: [value1, value2]}}
              - {name: p7, type: string_attribute, string_attribute: {key: key2, values: [value1, val*], enabled_regex_matching: true, cache_max_size: 10}}
              - {name: p8, type: rate_limiting, rate_limiting: {spans_per_second: 35}}
              - {name: p9, type: string_attribute, string_attribute: {key: url.path, values: [\\/health, \\/metrics], enabled_regex_matching: true, invert_match: true}}
              - {name: p10, type: span_count, span_count: {min_spans: 2, max_spans: 20}}
              - {name: p11, type: trace_state, trace_state: {key: key3, values: [value1, value2]}}
              - {name: p12, type: boolean_attribute, boolean_attribute: {key: key4, value: true}}
              - {name: p13, type: trace_flags}
              - {name: p14, type: bytes_limiting, bytes_limiting: {bytes_per_second: 1048576, burst_capacity: 2097152}}
              - name: and-policy-1
                type: and
                and:
                  and_sub_policy:
                    - {name: a1, type: numeric_attribute, numeric_attribute: {key: key1, min_value: 50, max_value: 100}}
                    - {name: a2, type: string_attribute, string_attribute: {key: key2, values: [value1, value2]}}
              - name: not-policy-1
                type: not
                not:
                  not_sub_policy: {name: n1, type: latency, latency: {threshold_ms: 100}}
              - name: drop-policy-1
                type: drop
                drop:
                  drop_sub_policy:
                    - {name: d1, type: string_attribute, string_attribute: {key: url.path, values: [\\/health], enabled_regex_matching: true}}
              - name: composite-policy-1
                type: composite
                composite:
                  max_total_spans_per_second: 1000
                  policy_order: [c1, c2, c3]
                  composite_sub_policy:
                    - {name: c1, type: numeric_attribute, numeric_attribute: {key: key1, min_value: 50, max_value: 100}}
                    - {name: c2, type: string_attribute, string_attribute: {key: key2, values: [value1, value2]}}
                    - {name: c3, type: always_sample}
                  rate_allocation:
                    - {policy: c1, percent: 50}
                    - {policy: c2, percent: 25}
        exporters: {debug: }
        service: {pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [debug]}}}
        """;
    assertThat(run(0, "validate", "--no-hints", "--config", file(policies))).isEmpty();
  }

  @Test
  void everyProblemAtOnceWithItsPlace() throws Exception {
    String path =
        file(
            """
            receivers:
              otlp:
                protocols:
                  grpc: {endpoint: "localhost:4317"}
              kafka:
            processors:
              tail_sampling:
                decision_wiat: 10s
                decision_wait: 10
                num_traces: many
                policies:
                  - {name: e, type: status_code, status_code: {status_codes: [EROR]}}
                  - {name: n, type: ottl_condition}
              batsh:
            exporters:
              otlp: {endpoint: "${env:SPANWEIR_NO_SUCH_VARIABLE}"}
            service:
              pipelines:
                traces: {receivers: [otlp], processors: [tail_samplin], exporters: [otlp, debug]}
            """);
    String said = run(1, "validate", "--config", path);
    assertThat(said)
        .contains(
            "file.yaml:5:3: receivers::kafka: kafka is a receiver of the OpenTelemetry Collector"
                + " that is not there yet",
            "file.yaml:8:5: processors::tail_sampling::decision_wiat: unknown key",
            "file.yaml:9:20: processors::tail_sampling::decision_wait",
            "file.yaml:10:17: processors::tail_sampling::num_traces",
            "did you mean ERROR?",
            "\"ottl_condition\" is a type of the OpenTelemetry Collector that is not there yet",
            "file.yaml:14:3: processors::batsh: unknown processor type \"batsh\"",
            "did you mean batch?",
            "SPANWEIR_NO_SUCH_VARIABLE",
            "did you mean tail_sampling?",
            "the exporter \"debug\" is not configured");
  }

  @Test
  void aFileThatIsNone() throws Exception {
    assertThat(run(1, "validate", "--config", folder.resolve("none.yaml").toString()))
        .contains("none.yaml:1:1", "there is no such file");
    assertThat(run(1, "validate", "--config", file(""))).contains("empty configuration file");
    assertThat(run(1, "validate", "--config", file("receivers:\n\tx: 1\n")))
        .contains("file.yaml:2:1");
    assertThat(run(1, "validate", "--config", file("exporters: {nop: }\nexporters: {nop: }\n")))
        .contains("file.yaml:2:1: \"exporters\" is there already, in line 1 column 1");
    assertThat(run(1, "--config", file("a: &a [x]\nb: !!java.net.URL [http://x]\n")))
        .contains("file.yaml:2:4");
  }

  @Test
  void allPortsInUseAtOnce() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket grpc = new ServerSocket(0, 1, loopback);
        ServerSocket http = new ServerSocket(0, 1, loopback);
        ServerSocket metrics = new ServerSocket(0, 1, loopback)) {
      String said =
          run(
              1,
              "--config",
              file(
                  """
                  receivers:
                    otlp:
                      protocols:
                        grpc: {endpoint: "127.0.0.1:%d"}
                        http:
                          endpoint: 127.0.0.1:%d
                    otlp/second:
                      protocols:
                        grpc: {endpoint: "192.0.2.1:0"}
                  exporters: {nop: }
                  service:
                    telemetry:
                      metrics: {address: "127.0.0.1:%d"}
                    pipelines: {traces: {receivers: [otlp, otlp/second], exporters: [nop]}}
                  """
                      .formatted(
                          grpc.getLocalPort(), http.getLocalPort(), metrics.getLocalPort())));
      assertThat(said)
          .contains(
              "file.yaml:4:24: receivers::otlp::protocols::grpc::endpoint: 127.0.0.1:",
              " is in use; expected a free port",
              "file.yaml:6:19: receivers::otlp::protocols::http::endpoint: 127.0.0.1:",
              "file.yaml:9:24: receivers::otlp/second::protocols::grpc::endpoint: can't listen on",
              "file.yaml:13:24: service::telemetry::metrics::address: 127.0.0.1:",
              "4 problems")
          .doesNotContain("Send spans to", "Exception");
    }
  }

  @Test
  void oneEndpointForTwoDoorsIsSaidBeforeAnythingListens() throws Exception {
    String file =
        file(
            """
            receivers:
              otlp: {protocols: {http: {endpoint: "127.0.0.1:9410"}}}
              zipkin:
                endpoint: 127.0.0.1:9411
                scribe: {endpoint: "0.0.0.0:9410"}
            exporters: {nop: }
            service: {pipelines: {traces: {receivers: [otlp, zipkin], exporters: [nop]}}}
            """);
    String problem =
        "file.yaml:5:24: receivers::zipkin::scribe::endpoint: is where receiver otlp listens"
            + " already; expected an endpoint of its own";
    assertThat(run(1, "validate", "--config", file)).contains(problem);
    assertThat(run(1, "--config", file)).contains(problem).doesNotContain("Send spans to");
    assertThat(
            run(
                1,
                "validate",
                "--config",
                file,
                "--set=receivers.zipkin.scribe.endpoint=localhost:8888"))
        .contains(
            "receivers::zipkin::scribe::endpoint", "is where the page of own metrics listens");
  }
}
