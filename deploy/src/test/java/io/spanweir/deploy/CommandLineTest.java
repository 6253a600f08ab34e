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
    assertThat(run(0, "components")).contains("receivers:", "- otlp", "- tail_sampling", "- debug");
    assertThat(run(1, "--nonsense")).contains("--nonsense");
  }

  @Test
  void theExamplesAreValid() throws Exception {
    assertThat(run(0, "validate")).isEmpty();
    assertThat(run(0, "validate", "--config", "examples/spanweir.yaml")).isEmpty();
    assertThat(run(0, "validate", "--config", "../bench/workloads/w1.yaml")).isEmpty();
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
              jaeger:
            processors:
              tail_sampling:
                decision_wiat: 10s
                decision_wait: 10
                num_traces: many
                policies:
                  - {name: e, type: status_code, status_code: {status_codes: [EROR]}}
                  - {name: n, type: numeric_attribute}
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
            "file.yaml:5:3: receivers::jaeger: jaeger is a receiver of the OpenTelemetry Collector"
                + " that is not there yet",
            "file.yaml:8:5: processors::tail_sampling::decision_wiat: unknown key",
            "file.yaml:9:20: processors::tail_sampling::decision_wait",
            "file.yaml:10:17: processors::tail_sampling::num_traces",
            "did you mean ERROR?",
            "\"numeric_attribute\" is a type of the OpenTelemetry Collector that is not there yet",
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
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String said =
          run(
              1,
              "--config",
              file(
                  """
                  receivers:
                    otlp:
                      protocols:
                        grpc: {endpoint: "127.0.0.1:%1$d"}
                        http:
                          endpoint: 127.0.0.1:%1$d
                    otlp/second:
                      protocols:
                        grpc: {endpoint: "192.0.2.1:0"}
                  exporters: {nop: }
                  service:
                    telemetry:
                      metrics: {address: "127.0.0.1:%1$d"}
                    pipelines: {traces: {receivers: [otlp, otlp/second], exporters: [nop]}}
                  """
                      .formatted(taken.getLocalPort())));
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
}
