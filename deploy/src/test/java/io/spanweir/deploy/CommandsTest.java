package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ComponentFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that end by themselves, in this process. */
class CommandsTest {
  private static final String EXAMPLE = "examples/spanweir.yaml";

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int execute(Map<String, String> environment, String... args) {
    out.reset();
    err.reset();
    return Commands.execute(
        new Inputs(new ArrayList<>(), new ArrayList<>(), environment),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  private String out(String... args) {
    assertThat(execute(Map.of(), args)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String refused(String... args) {
    assertThat(execute(Map.of(), args)).isEqualTo(1);
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aPlainStartNeedsNoCommands() {
    Inputs inputs = new Inputs(new ArrayList<>(), new ArrayList<>(), Map.of());
    assertThat(inputs.takeAll(List.of())).isTrue();
    assertThat(inputs.takeAll(List.of("run"))).isTrue();
    assertThat(inputs.isBuiltIn()).isTrue();
    assertThat(inputs.takeAll(List.of("--config", "a", "--set=b=c", "--config=d", "--set", "e=f")))
        .isTrue();
    assertThat(inputs.configs()).containsExactly("a", "d");
    assertThat(inputs.settings()).containsExactly("b=c", "e=f");
    for (String other : List.of("--help", "run", "--config", "--settle=x", "--configs=x")) {
      assertThat(inputs.takeAll(List.of("--config", "a", other))).as(other).isFalse();
      assertThat(inputs.configs()).isEmpty();
    }
  }

  @Test
  void helpAndVersion() {
    assertThat(out("--help"))
        .contains("Usage: spanweir", "run", "validate", "components", "print-config", "--set");
    assertThat(out("validate", "--help")).contains("Usage: spanweir validate", "--config");
    assertThat(out("--version")).startsWith("spanweir ");
    assertThat(out("-v")).startsWith("spanweir ");
  }

  @Test
  void whatIsUnknownGetsTheNearestWord() {
    assertThat(refused("--confg", "x")).contains("unknown option --confg; did you mean --config?");
    assertThat(refused("validate", "--sett=a=b")).contains("--sett; did you mean --set?");
    assertThat(refused("valdate")).contains("unknown command valdate; did you mean validate?");
    assertThat(refused("validate", EXAMPLE)).contains("did you mean --config " + EXAMPLE + "?");
    assertThat(refused("--config")).contains("--config");
    assertThat(refused("xyzzy")).contains("unknown command xyzzy").doesNotContain("did you mean");
  }

  /** The Collector's options of it. */
  @Test
  void aConfigurationIsPrintedInTheFormAskedFor() {
    String yaml = out("print-config", "--config", EXAMPLE);
    assertThat(out("print-config", "--mode=redacted", "--format=yaml", "--config", EXAMPLE))
        .isEqualTo(yaml);
    assertThat(out("print-config", "--validate=true", "--config", EXAMPLE)).isEqualTo(yaml);
    assertThat(out("print-config", "--validate", "--config", EXAMPLE)).isEqualTo(yaml);
    String json = out("print-initial-config", "--format", "json", "--config", EXAMPLE);
    assertThat(json).startsWith("{\n").contains("\"receivers\": {");
    assertThat(out("print-config", "--config", "yaml:" + json)).isEqualTo(yaml);
    assertThat(refused("print-config", "--mode=unredacted"))
        .contains("--mode unredacted is not there: secrets are never printed");
    assertThat(refused("print-config", "--validate=false")).contains("has no values to print");
    assertThat(refused("print-config", "--format", "toml")).contains("yaml or json, not toml");
    assertThat(out("print-config", "--help")).contains("--mode", "--format", "--validate");
  }

  @Test
  void everyComponentIsListed() {
    String listed = out("components");
    for (ComponentFactory<?> factory : Distribution.factories()) {
      assertThat(listed).contains("- name: " + factory.type() + "\n");
    }
    assertThat(listed).contains("buildinfo:", "traces: Beta", "scheme: env").doesNotContain("&");
  }

  @Test
  void theConfigurationInEffect() throws Exception {
    Path overlay =
        Files.writeString(
            folder.resolve("overlay.yaml"), "processors: {batch: {send_batch_size: 5}}");
    String printed =
        out(
            "print-config",
            "--config",
            EXAMPLE,
            "--config=file:" + overlay,
            "--set",
            "processors.batch.timeout=3s",
            "--set",
            "service.pipelines.traces.processors=[batch]",
            "--set",
            "exporters.otlp/far={endpoint: 'h:1', headers: {a: hush}}");
    assertThat(printed)
        .contains("send_batch_size: 5", "timeout: 3s", "send_batch_max_size: 0", "[REDACTED]")
        .doesNotContain("hush");
    assertThat(refused("print-config", "--set", "processors.batch.timeout=soon"))
        .contains("--set #1:1:26: processors::batch::timeout", "1 problem");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void gatesOfTheCollectorAreTaken() {
    String gates = "+processor.tailsamplingprocessor.recordpolicy,-other";
    assertThat(out("validate", "--config", EXAMPLE, "--feature-gates=" + gates)).isEmpty();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("recordpolicy has no effect: record_policy", "-other has no effect");
  }

  @Test
  void editorsGetASchema() {
    assertThat(out("schema")).startsWith("{\n  \"$schema\"").contains("^(tail_sampling)(/.+)?$");
  }

  @Test
  void hintsAreNoMistakes() {
    out("validate", "--config", EXAMPLE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("hint: processors::tail_sampling::decision_cache: ");
    out("validate", "--no-hints", "--config", EXAMPLE);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void aCollectorsFileIsLookedAt() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("collector.yaml"),
            """
            receivers: {otlp: {protocols: {grpc: {endpoint: "${env:POD_IP}:4317"}}}}
            processors:
              batch:
              tail_sampling:
                num_traces: 100000
                policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
            exporters: {debug: }
            service:
              pipelines:
                traces: {receivers: [otlp], processors: [tail_sampling, batch], exporters: [debug]}
            """);
    assertThat(out("migrate", file.toString()))
        .contains("runs as is", "num_traces: ", "POD_IP is not set here", "It runs.");
    assertThat(refusedOut("migrate", file.toString(), "--set", "receivers.kafka={}"))
        .containsPattern("receivers::kafka +missing")
        .contains("It does not run yet.");
    assertThat(refusedOut("migrate", folder.resolve("none").toString()))
        .contains("none:1:1: there is no such file");
  }

  private String refusedOut(String... args) {
    refused(args);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aConfigurationInAVariable() {
    Map<String, String> environment =
        Map.of(
            "ALL",
            "{receivers: {otlp: {protocols: {grpc: }}}, exporters: {debug: }, service: {pipelines:"
                + " {traces: {receivers: [otlp], exporters: [debug]}}}}");
    assertThat(execute(environment, "validate", "--config", "env:ALL")).isZero();
    assertThat(execute(Map.of(), "validate", "--config", "env:ALL")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("env:ALL:1:1: the variable ALL");
  }
}
