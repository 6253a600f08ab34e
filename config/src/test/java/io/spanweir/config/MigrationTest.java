package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Migration.Part;
import io.spanweir.config.Migration.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MigrationTest {
  private static final String PIPELINE =
      "service: {pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters:"
          + " [debug]}}}\n";

  @Test
  void everyPartHasItsVerdict() {
    Migration migration =
        migrate(
            """
            receivers:
              otlp: {protocols: {grpc: {endpoint: "${env:HOST}:4317", tls: {cert_file: x}}}}
              jaeger: {protocols: {grpc: }}
            processors:
              batch:
              batsh:
              tail_sampling:
                num_traces: 5
                policies:
                  - {name: a, type: latency, latency: {threshold_ms: 5, upper_threshold_ms: 9}}
                  - {name: b, type: latency, latency: {threshold_ms: 6, upper_threshold_ms: 9}}
                  - {name: c, type: always_sample}
            exporters:
              debug:
            service:
              telemetry: {traces: {propagators: [b3]}}
              pipelines:
                traces:
                  receivers: [otlp, jaeger]
                  processors: [tail_sampling, batch]
                  exporters: [debug]
                profiles: {receivers: [otlp], exporters: [debug]}
            """);

    assertThat(migration.runs()).isFalse();
    assertThat(migration.parts())
        .extracting(Part::path, Part::verdict)
        .containsExactly(
            tuple("receivers::otlp", Verdict.CHANGE),
            tuple("receivers::jaeger", Verdict.MISSING),
            tuple("processors::batch", Verdict.AS_IS),
            tuple("processors::batsh", Verdict.MISSING),
            tuple("processors::tail_sampling", Verdict.DIFFERS),
            tuple("exporters::debug", Verdict.AS_IS),
            tuple("service::pipelines::traces", Verdict.AS_IS),
            tuple("service::pipelines::profiles", Verdict.CHANGE),
            tuple("service", Verdict.CHANGE));
    assertThat(migration.render())
        .contains(
            """
            receivers::otlp               needs a change
                c.yaml:2:39: protocols::grpc::endpoint: the variable HOST is not set here
                c.yaml:2:59: protocols::grpc::tls: not there yet: let a proxy end TLS
            """,
            """
            processors::batch             runs as is
            """,
            """
            processors::tail_sampling     runs, with differences
                c.yaml:7:3: holds whole traces
                c.yaml:8:5: num_traces: is a bound
                c.yaml:7:3: decision_cache: is off there
                c.yaml:10:61: policies[0]::latency::upper_threshold_ms: the whole trace decides (and in 1 more)
            """,
            "It does not run yet. runs as is: 3; runs, with differences: 1; needs a change: 3;"
                + " missing: 2\n");
  }

  @Test
  void whatRunsRuns() {
    Migration migration =
        migrate(
            "receivers: {otlp: {protocols: {grpc: {endpoint: '${env:HOST}:1'}}}}\n"
                + "processors: {tail_sampling: {policies: [{name: a, type: always_sample}]}}\n"
                + "exporters: {debug: }\n"
                + PIPELINE);
    assertThat(migration.runs()).isTrue();
    assertThat(migration.render()).contains("It runs. ");
  }

  @Test
  void aFileThatIsNone() {
    assertThat(migrate("a: [").runs()).isFalse();
    assertThat(migrate("a: [").render()).contains("c.yaml:1:", "It does not run yet.");
    assertThat(migrate("receivers: 7\nservice: {pipelines: x}\nextensions: [a]").runs()).isFalse();
  }

  @Test
  void differencesAreHintsOnFilesThatRun() {
    CollectorConfig config =
        ConfigLoaderTest.valid(
            Map.of(),
            "receivers: {otlp: {protocols: {grpc: }}}\n"
                + "processors: {tail_sampling: {num_traces: 4, decision_cache: ,"
                + " policies: [{name: a, type: always_sample}]}}\n"
                + "exporters: {debug: }\n"
                + PIPELINE);
    assertThat(Differences.of(config, TestCatalog.CATALOG))
        .extracting(Problem::render)
        .containsExactly(
            "0.yaml:2:14: hint: processors::tail_sampling: holds whole traces",
            "0.yaml:2:30: hint: processors::tail_sampling::num_traces: is a bound",
            "0.yaml:2:14: hint: processors::tail_sampling::decision_cache: is off there");
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static Migration migrate(String yaml) {
    return Migration.of(
        List.of(ConfigSource.text("c.yaml", yaml)), TestCatalog.CATALOG, name -> null);
  }
}
