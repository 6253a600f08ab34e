package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Problem.Severity;
import io.spanweir.core.component.ByteSize;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Secret;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.PipelineId;
import io.spanweir.core.pipeline.PipelineSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
  private static final String REST =
      """
      exporters: {debug: }
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;
  private static final String RECEIVER = "receivers: {otlp: {protocols: {grpc: }}}\n";

  @Test
  void aWorkloadOfTheCollectorBinds() throws IOException {
    CollectorConfig config = valid(Map.of("GRPC_PORT", "14317"), workload());

    assertThat(config.pipelines())
        .containsExactly(
            new PipelineSpec(
                new PipelineId(Signal.TRACES, ""),
                List.of(ComponentId.parse("otlp")),
                List.of(ComponentId.parse("tail_sampling"), ComponentId.parse("batch")),
                List.of(ComponentId.parse("otlp"))));
    TestCatalog.OtlpReceiver receiver = config(config, Kind.RECEIVER, "otlp");
    assertThat(receiver.protocols().grpc())
        .isEqualTo(new TestCatalog.Door("127.0.0.1:14317", 64, ByteSize.ofMiB(20)));
    TestCatalog.TailSampling sampling = config(config, Kind.PROCESSOR, "tail_sampling");
    assertThat(sampling.decisionWait()).isEqualTo(Duration.ofSeconds(10));
    assertThat(sampling.numTraces()).isEqualTo(5_000_000);
    assertThat(sampling.policies())
        .containsExactly(
            new TestCatalog.Policy(
                "errors", new PolicySpec.StatusCode(List.of(PolicySpec.Code.ERROR))),
            new TestCatalog.Policy("slow", new PolicySpec.Latency(500, 0)),
            new TestCatalog.Policy(
                "vip", new PolicySpec.StringAttribute("customer.tier", List.of("vip"))),
            new TestCatalog.Policy("share", new PolicySpec.Probabilistic(2)),
            new TestCatalog.Policy("some", new PolicySpec.RateLimiting(100)));
    TestCatalog.OtlpExporter exporter = config(config, Kind.EXPORTER, "otlp");
    assertThat(exporter.endpoint()).isEqualTo("127.0.0.1:14317");
    assertThat(exporter.tls().insecure()).isTrue();
    assertThat(config.service().telemetry().metrics().level())
        .isEqualTo(ServiceConfig.MetricsLevel.NONE);
  }

  @Test
  void whatTheFileLeavesOutIsTheDefault() {
    CollectorConfig config =
        valid(
            Map.of(), "receivers: {otlp: {protocols: {grpc: , http: {endpoint: 'h:1'}}}}\n" + REST);

    TestCatalog.OtlpReceiver receiver = config(config, Kind.RECEIVER, "otlp");
    assertThat(receiver.protocols().grpc()).isEqualTo(TestCatalog.Door.defaults());
    assertThat(receiver.protocols().http())
        .isEqualTo(new TestCatalog.Door("h:1", 4, ByteSize.ofMiB(20)));
    assertThat(receiver.maxSpansPerRequest()).isEqualTo(1_000_000);
    assertThat(config.service().shutdownTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.service().telemetry().metrics().pages().get(0).prometheus().host())
        .isEqualTo("127.0.0.1");
    assertThat(config.service().telemetry().metrics().pages().get(0).prometheus().port())
        .isEqualTo(8888);
  }

  @Test
  void aDoorThatIsNotNamedIsAbsent() {
    TestCatalog.OtlpReceiver receiver =
        config(valid(Map.of(), RECEIVER + REST), Kind.RECEIVER, "otlp");

    assertThat(receiver.protocols().http()).isNull();
  }

  @Test
  void scalarsAreWhatTheirKeysTake() {
    TestCatalog.TailSampling sampling =
        sampling("num_traces: 1e6, buffer_bytes: 64MiB, overflow: Evict_Oldest, decision_wait: 0");

    assertThat(sampling.numTraces()).isEqualTo(1_000_000);
    assertThat(sampling.bufferBytes()).isEqualTo(ByteSize.ofMiB(64));
    assertThat(sampling.overflow()).isEqualTo(TestCatalog.Overflow.EVICT_OLDEST);
    assertThat(sampling.decisionWait()).isZero();
  }

  @Test
  void numbersAreTextsWhereTextsAreWanted() {
    TestCatalog.TailSampling sampling =
        sampling(
            "policies: [{name: 007, type: string_attribute,"
                + " string_attribute: {key: user.id, values: [42, true, 'null', 1.50]}}]");

    assertThat(sampling.policies().get(0))
        .isEqualTo(
            new TestCatalog.Policy(
                "007",
                new PolicySpec.StringAttribute("user.id", List.of("42", "true", "null", "1.50"))));
  }

  @Test
  void policiesNest() {
    TestCatalog.TailSampling sampling =
        sampling(
            """
            policies:
              - name: both
                type: and
                and:
                  and_sub_policy:
                    - {name: slow, type: latency, latency: {threshold_ms: 5}}
                    - {name: other, type: not, not: {not_sub_policy: {name: all, type: always_sample}}}
            """);

    assertThat(sampling.policies())
        .containsExactly(
            new TestCatalog.Policy(
                "both",
                new PolicySpec.And(
                    List.of(
                        new TestCatalog.Policy("slow", new PolicySpec.Latency(5, 0)),
                        new TestCatalog.Policy(
                            "other",
                            new PolicySpec.Not(
                                new TestCatalog.Policy("all", new PolicySpec.Always())))))));
  }

  @Test
  void variablesTakeTheTypeOfTheirKey() {
    Map<String, String> env =
        Map.of(
            "COUNT",
            "7",
            "NAME",
            "007",
            "EMPTY",
            "",
            "POLICIES",
            "[{name: x, type: and,"
                + " and: {and_sub_policy: [{name: ${NAME}, type: always_sample}]}}]",
            "PRICE",
            "5$$");
    TestCatalog.TailSampling sampling =
        sampling(
            env,
            "num_traces: '${env:COUNT}', expected_new_traces_per_sec: '${env:EMPTY}',"
                + " decision_wait: '${UNSET:-${env:COUNT}s}', policies: '${env:POLICIES}'");

    assertThat(sampling.numTraces()).isEqualTo(7);
    assertThat(sampling.expectedNewTracesPerSec()).isZero();
    assertThat(sampling.decisionWait()).isEqualTo(Duration.ofSeconds(7));
    assertThat(sampling.policies())
        .containsExactly(
            new TestCatalog.Policy(
                "x",
                new PolicySpec.And(
                    List.of(new TestCatalog.Policy("007", new PolicySpec.Always())))));
  }

  @Test
  void aTextKeepsEveryCharacterOfAVariable() {
    TestCatalog.TailSampling sampling =
        sampling(
            Map.of("TEXT", "null", "ZEROS", "000", "PRICE", "5$"),
            """
            policies:
              - name: ${env:ZEROS}
                type: string_attribute
                string_attribute: {key: '$$x-${env:PRICE}$', values: ['${TEXT}', '$${TEXT}', $TEXT]}
            """);

    assertThat(sampling.policies())
        .containsExactly(
            new TestCatalog.Policy(
                "000",
                new PolicySpec.StringAttribute("$x-5$$", List.of("null", "${TEXT}", "$TEXT"))));
  }

  @Test
  void anUnneededDefaultIsNotLookedAt() {
    TestCatalog.TailSampling sampling =
        sampling(Map.of("WAIT", "3s"), "decision_wait: '${env:WAIT:-${env:NOT_SET}}'");

    assertThat(sampling.decisionWait()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void laterSourcesAreLaidOverEarlierOnes() {
    CollectorConfig config =
        valid(
            Map.of(),
            """
            receivers: {otlp: {max_spans_per_request: 5, protocols: {grpc: {endpoint: 'a:1'}}}}
            processors:
              batch: {send_batch_size: 1, timeout: 1s}
              batch/2: {send_batch_size: 1, timeout: 1s}
            exporters: {debug: {verbosity: basic}}
            service:
              pipelines:
                traces: {receivers: [otlp], processors: [batch, batch/2], exporters: [debug]}
            """,
            """
            receivers: {otlp: {protocols: {grpc: {max_recv_msg_size_mib: 9}}}}
            processors: {batch: {timeout: 2s}, batch/2: }
            """,
            "service: {pipelines: {traces: {processors: [batch/2, batch]}}}");

    TestCatalog.OtlpReceiver receiver = config(config, Kind.RECEIVER, "otlp");
    assertThat(receiver.maxSpansPerRequest()).isEqualTo(5);
    assertThat(receiver.protocols().grpc())
        .isEqualTo(new TestCatalog.Door("a:1", 9, ByteSize.ofMiB(20)));
    assertThat(TestCatalog.Batch.class.cast(config(config, Kind.PROCESSOR, "batch")))
        .isEqualTo(new TestCatalog.Batch(1, Duration.ofSeconds(2)));
    assertThat(TestCatalog.Batch.class.cast(config(config, Kind.PROCESSOR, "batch/2")))
        .isEqualTo(TestCatalog.Batch.DEFAULT);
    assertThat(config.pipelines().get(0).processors().toString()).isEqualTo("[batch/2, batch]");
  }

  @Test
  void anchorsAndMergeKeysWork() {
    CollectorConfig config =
        valid(
            Map.of(),
            RECEIVER
                + """
                processors:
                  batch: &small {send_batch_size: 1, timeout: 1s}
                  batch/2: {<<: *small, timeout: 2s}
                  batch/3: *small
                exporters: {debug: }
                service:
                  pipelines:
                    traces: &traces
                      receivers: [otlp]
                      processors: [batch, batch/2, batch/3]
                      exporters: [debug]
                    traces/2: *traces
                """);

    assertThat(TestCatalog.Batch.class.cast(config(config, Kind.PROCESSOR, "batch/2")))
        .isEqualTo(new TestCatalog.Batch(1, Duration.ofSeconds(2)));
    assertThat(config.pipelines()).hasSize(2);
  }

  @Test
  void theLegacyAddressOfMetricsIsUnderstoodAndReadersWin() {
    String telemetry = "service: {telemetry: {metrics: {address: ':9999'%s}}}\n";
    CollectorConfig legacy = valid(Map.of(), RECEIVER + REST, String.format(telemetry, ""));
    CollectorConfig both =
        valid(
            Map.of(),
            RECEIVER + REST,
            String.format(
                telemetry, ", readers: [{pull: {exporter: {prometheus: {port: 1234}}}}]"));

    assertThat(legacy.service().telemetry().metrics().pages().get(0).prometheus().port())
        .isEqualTo(9999);
    assertThat(both.service().telemetry().metrics().pages().get(0).prometheus().port())
        .isEqualTo(1234);
    assertThat(both.service().telemetry().metrics().pages().get(0).prometheus().host())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void whatNothingUsesIsAWarning() {
    LoadedConfig loaded =
        load(Map.of(), RECEIVER + "processors: {batch: }\nextensions: {lamp: }\n" + REST);

    assertThat(loaded.config()).isNotNull();
    assertThat(loaded.errorCount()).isZero();
    assertThat(loaded.problems())
        .extracting(Problem::severity)
        .containsExactly(Severity.WARNING, Severity.WARNING);
    assertThat(loaded.render(80))
        .isEqualTo(
            """
            0.yaml:2:14: warning: processors::batch: is used by no pipeline
                2 | processors: {batch: }
                  |              ^
            0.yaml:3:14: warning: extensions::lamp: is not started, as service::extensions does not list it
                3 | extensions: {lamp: }
                  |              ^
            """);
  }

  @Test
  void aSecretIsBoundAndNeverShown() {
    LoadedConfig loaded =
        load(
            Map.of("TOKEN", "hush-hush"),
            RECEIVER
                + """
                exporters:
                  otlp:
                    endpoint: h:1
                    headers: {a: "literal secret", b: '${env:TOKEN}', c: [wrong]}
                  otlp/2:
                    endpoint: h:1
                    headers: {a: "literal secret", b: '${env:TOKEN}'}
                service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp, otlp/2]}}}
                """);

    assertThat(loaded.problems()).hasSize(1);
    assertThat(loaded.render(200) + loaded.problems())
        .contains("headers: {a: ****************, b: **************, c: [wrong]}")
        .doesNotContain("literal secret")
        .doesNotContain("hush");
    TestCatalog.OtlpExporter exporter =
        config(
            valid(
                Map.of(),
                RECEIVER,
                "exporters: {otlp: {endpoint: 'h:1', headers: {a: 1}}}",
                "service: {pipelines: {traces: {receivers: [otlp], exporters: [otlp]}}}"),
            Kind.EXPORTER,
            "otlp");
    assertThat(exporter.headers()).isEqualTo(Map.of("a", new Secret("1")));
  }

  static String workload() throws IOException {
    try (InputStream in = ConfigLoaderTest.class.getResourceAsStream("w1.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static TestCatalog.TailSampling sampling(String keys) {
    return sampling(Map.of(), keys);
  }

  private static TestCatalog.TailSampling sampling(Map<String, String> env, String keys) {
    String all = "policies: [{name: all, type: always_sample}]";
    String body =
        keys.contains("\n")
            ? "\n" + keys.indent(4)
            : " {" + (keys.contains("policies:") ? keys : keys + ", " + all) + "}\n";
    CollectorConfig config =
        valid(
            env,
            RECEIVER
                + "processors:\n  tail_sampling:"
                + body
                + REST.replace(
                    "exporters: [debug]", "processors: [tail_sampling], exporters: [debug]"));
    return config(config, Kind.PROCESSOR, "tail_sampling");
  }

  static LoadedConfig load(Map<String, String> env, String... yaml) {
    List<ConfigSource> sources = new ArrayList<>();
    for (String text : yaml) {
      sources.add(ConfigSource.text(sources.size() + ".yaml", text));
    }
    return ConfigLoader.load(sources, TestCatalog.CATALOG, env::get);
  }

  static CollectorConfig valid(Map<String, String> env, String... yaml) {
    LoadedConfig loaded = load(env, yaml);
    assertThat(loaded.render(100)).isEmpty();
    return loaded.config();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <C extends Record> C config(CollectorConfig config, Kind kind, String id) {
    return (C) config.components().get(kind).get(ComponentId.parse(id)).config();
  }
}
