package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigPrinter;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.Differences;
import io.spanweir.config.LoadedConfig;
import io.spanweir.config.Migration;
import io.spanweir.config.Problem;
import io.spanweir.config.SchemaPrinter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines of the Collector's files that ask for nothing else than what its defaults are, in the
 * components that are really there: they are taken, what differs is said, and the schema that
 * editors read says the same.
 */
class CollectorFilesTest {
  private static final String BASE =
      """
      receivers: {otlp: {protocols: {http: , grpc: }}}
      exporters: {nop: }
      processors: {batch: }
      extensions:
      service:
        pipelines: {traces: {receivers: [otlp], processors: [batch], exporters: [nop]}}
      """;
  private static final Catalog CATALOG = Catalog.of(Distribution.factories());
  private static final MiniSchema SCHEMA = new MiniSchema(SchemaPrinter.print(CATALOG));

  /**
   * @param more lines that are laid over a file which runs
   */
  private static LoadedConfig load(String more) {
    return ConfigLoader.load(
        List.of(ConfigSource.text("base.yaml", BASE), ConfigSource.text("more.yaml", more)),
        CATALOG,
        key -> null);
  }

  private static CollectorConfig taken(String more) {
    LoadedConfig loaded = load(more);
    assertThat(loaded.problems())
        .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
        .as(more)
        .isEmpty();
    assertThat(SCHEMA.mistakes(more)).as(more).isSubsetOf("service: lacks pipelines");
    return loaded.config();
  }

  private static String http(String keys) {
    return "receivers: {otlp: {protocols: {http: {" + keys + "}}}}";
  }

  private static String grpc(String keys) {
    return "receivers: {otlp: {protocols: {grpc: {" + keys + "}}}}";
  }

  /** What the Collector takes as without limit or as its default is our own bound. */
  @Test
  void zeroIsTheBoundThatHoldsHere() {
    String printed = ConfigPrinter.print(taken(BASE));
    for (String zeros :
        List.of(
            http("read_timeout: 0s, read_header_timeout: 0, write_timeout: 0s, idle_timeout: 0s"),
            http("max_request_body_size: 0"),
            grpc("max_concurrent_streams: 0, read_buffer_size: 0, max_recv_msg_size_mib: 0"),
            grpc("keepalive: {server_parameters: {time: 0s, timeout: 0s}}"))) {
      assertThat(ConfigPrinter.print(taken(zeros))).as(zeros).isEqualTo(printed);
    }
    assertThat(ConfigPrinter.print(taken(http("keepalive: {idle_timeout: 0s}"))))
        .contains("idle_timeout: 1m");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {zipkin: {read_timeout: 0s, idle_timeout: 0s, max_request_body_size: 0}}",
        "receivers: {jaeger: {protocols: {thrift_http: {read_timeout: 0s}, grpc:"
            + " {max_concurrent_streams: 0}}}}",
      })
  void zeroIsTheBoundAtEveryDoor(String more) {
    taken(more);
  }

  @Test
  void zeroIsSaidToBeABound() {
    assertThat(Differences.of(taken(http("write_timeout: 0s")), CATALOG))
        .anySatisfy(
            hint -> {
              assertThat(hint.path()).isEqualTo("receivers::otlp::protocols::http::write_timeout");
              assertThat(hint.message()).contains("waits for nobody forever");
            });
    assertThat(Differences.of(taken(grpc("max_concurrent_streams: 0")), CATALOG))
        .anySatisfy(
            hint -> {
              assertThat(hint.path()).endsWith("grpc::max_concurrent_streams");
              assertThat(hint.place().toString()).contains("more.yaml");
              assertThat(hint.message()).contains("here 100");
            });
    assertThat(Differences.of(taken(grpc("max_concurrent_streams: 7")), CATALOG))
        .noneMatch(hint -> hint.path().endsWith("max_concurrent_streams"));
  }

  @Test
  void aNegativeTimeIsNoTime() {
    assertThat(load(http("read_timeout: -1s")).render(100)).contains("read_timeout");
  }

  /** In the Collector a key without a body leaves an optional block out. */
  @Test
  void aBlockWithoutABodyIsLeftOut() {
    String printed = ConfigPrinter.print(taken(BASE));
    for (String more :
        List.of(
            http("tls: , auth: , keepalive: , cors: , response_headers: "),
            grpc("tls: , auth: "))) {
      assertThat(ConfigPrinter.print(taken(more))).as(more).isEqualTo(printed);
    }
    assertThat(ConfigPrinter.print(taken("exporters: {file: {path: /tmp/a, rotation: }}")))
        .doesNotContain("rotation");
    taken("processors: {attributes: {actions: [{key: a, action: delete}], include: }}");
    assertThat(load(http("tls: {}")).render(100)).contains("cert_file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {otlp: {protocols: {http: {middlewares: []}, grpc: {middlewares: , dialer:"
            + " {timeout: 0s}}}}}",
        "receivers: {zipkin: {include_metadata: false, transport: tcp}}",
        "receivers: {zipkin: {transport: }}",
        "receivers: {jaeger: {protocols: {thrift_http: {cors: , response_headers: {}}}}}",
        "exporters: {otlp: {endpoint: 'a:1', middlewares: [], write_buffer_size: 524288}}",
        "exporters: {otlp: {endpoint: 'a:1', tls: {curve_preferences: [], tpm: {enabled: false,"
            + " path: /dev/tpm0}}, sending_queue: {wait_for_result: false, storage: }}}",
        "exporters: {otlp: {endpoint: 'a:1', sending_queue: {batch: {enabled: false}}}}",
        "exporters: {otlp_http: {endpoint: 'http://a:1', encoding: proto, proxy_url: '',"
            + " max_conns_per_host: 0, force_attempt_http2: true, http2_ping_timeout: 0s,"
            + " keepalive: {}, cookies: {enabled: false}}}",
        "exporters: {debug: {sampling_initial: 2, sampling_thereafter: 1, use_internal_logger:"
            + " true, output_paths: [stdout], sending_queue: {enabled: false}}}",
        "processors: {filter: {traces: {span: [], spanevent: }, spans: , logs: {}}}",
        "processors: {tail_sampling: {policies: [{name: a, type: always_sample}], tail_storage: }}",
        "service: {telemetry: {logs: {processors: []}, metrics: {views: []}}}",
        "service: {telemetry: {traces: {level: none}}}",
        "service: {telemetry: {traces: {level: basic, propagators: [], processors: []}}}",
        "extensions: {health_check: {transport: tcp, read_timeout: 0s, idle_timeout: 60s,"
            + " keep_alives_enabled: true, tls: , middlewares: [], check_collector_pipeline:"
            + " {enabled: false, interval: 5m}}}",
      })
  void whatAsksForNothingIsTaken(String more) {
    taken(more);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {otlp: {protocols: {http: {middlewares: [{id: a}]}}}}",
        "receivers: {zipkin: {include_metadata: true}}",
        "receivers: {zipkin: {transport: unix}}",
        "exporters: {otlp: {endpoint: 'a:1', write_buffer_size: 4096}}",
        "exporters: {otlp: {endpoint: 'a:1', sending_queue: {batch: }}}",
        "exporters: {otlp: {endpoint: 'a:1', sending_queue: {batch: {}}}}",
        "exporters: {otlp: {endpoint: 'a:1', sending_queue: {storage: file_storage}}}",
        "exporters: {otlp_http: {endpoint: 'http://a:1', encoding: json}}",
        "exporters: {debug: {sampling_initial: 0}}",
        "exporters: {debug: {output_paths: [a.txt]}}",
        "processors: {filter: {traces: {span: ['true']}}}",
        "service: {telemetry: {logs: {processors: [{batch: {}}]}}}",
        "service: {telemetry: {traces: {processors: [{batch: {}}]}}}",
        "service: {telemetry: {traces: {propagators: [b3]}}}",
        "extensions: {health_check: {keep_alives_enabled: false}}",
        "extensions: {health_check: {tls: {}}}",
      })
  void whatAsksForSomethingIsRefusedByNameAndLine(String more) {
    assertThat(load(more).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
              assertThat(problem.message()).contains("is a key of the OpenTelemetry Collector");
              assertThat(problem.place().file()).isEqualTo("more.yaml");
            });
    assertThat(SCHEMA.mistakes(more)).anyMatch(m -> !m.equals("service: lacks pipelines"));
  }

  /** The Collector takes attributes by name or as a list, and null takes one of its own away. */
  @Test
  void theResourceHasTwoForms() {
    assertThat(resource("{service.instance.id: null, deployment.environment: test, answer: 42}"))
        .isEqualTo(
            Map.of("service.instance.id", "", "deployment.environment", "test", "answer", "42"));
    assertThat(
            resource(
                "{attributes: [{name: service.name, value: x}, {name: port, value: 80, type: int},"
                    + " {name: service.version, value: }], attributes_list: , detectors: {}}"))
        .isEqualTo(Map.of("service.name", "x", "port", "80", "service.version", ""));
    assertThat(resource("")).isEmpty();
    assertThat(load("service: {telemetry: {resource: {attributes_list: 'a=b'}}}").render(100))
        .contains("attributes_list: is a key of the OpenTelemetry Collector");
    assertThat(load("service: {telemetry: {resource: {a: [b]}}}").render(100))
        .contains("service::telemetry::resource::a");
    assertThat(load("service: {telemetry: {resource: {attributes: [{value: b}]}}}").render(100))
        .contains("resource::attributes[0]::name: is missing");
    String printed =
        ConfigPrinter.print(
            taken("service: {telemetry: {resource: {b: c, attributes: [{name: d}]}}}"));
    assertThat(printed).contains("      b: c\n");
    LoadedConfig again = load(printed);
    assertThat(ConfigPrinter.print(again.config())).isEqualTo(printed);
  }

  private static Map<String, String> resource(String block) {
    return taken("service: {telemetry: {resource: " + block + "}}")
        .service()
        .telemetry()
        .resource()
        .all();
  }

  private static final String SAMPLING = "processors: {tail_sampling: {policies: [%s]}}";

  @Test
  void policiesOfExtensionsAreRefusedByName() {
    for (String policy :
        List.of(
            "{name: a, type: my_ext, my_ext: {rate: 5}}",
            "{name: a, type: and, and: {and_sub_policy: [{name: b, type: my_ext}]}}",
            // Near a type that is there, but an extension.
            "{name: a, type: latency_ext, latency_ext: {rate: 5}}")) {
      String more =
          SAMPLING.formatted(policy)
              + "\nextensions: {latency_ext/a: {}}\nservice: {extensions: [latency_ext/a]}";
      assertThat(load(more).render(100))
          .as(policy)
          .contains("more.yaml:1:")
          .contains("_ext\" ")
          .contains(
              "is no built-in type, and types of extensions are a feature", "combine them by and");
      assertThat(migrated(more)).contains("not there yet: policies are built in");
    }
    assertThat(load(SAMPLING.formatted("{name: a, type: latncy, latncy: {}}")).render(100))
        .contains("did you mean latency");
  }

  private static String migrated(String more) {
    return Migration.of(
            List.of(ConfigSource.text("base.yaml", BASE), ConfigSource.text("more.yaml", more)),
            CATALOG,
            key -> null)
        .render();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "extensions: {headers_setter: {headers: [{action: update, key: a, value: b}]}}",
        "extensions: {headers_setter: {headers: [{action: DELETE, key: a}]}}",
        "exporters: {otlp: {endpoint: 'a:1', compression: snappy}}",
        "exporters: {otlp_http: {endpoint: 'http://a:1', compression: lz4}}",
      })
  void wordsThatAreNotThereAreRefusedByName(String more) {
    assertThat(load(more).render(100))
        .contains("more.yaml:1:")
        .contains("\" is a value of the OpenTelemetry Collector that is not there yet: ");
    assertThat(SCHEMA.mistakes(more)).isNotEmpty();
  }

  /** The Collector reads it and does nothing with it. */
  @Test
  void remoteSamplingOfJaegerHasNoEffect() {
    String jaeger = "receivers: {jaeger: {protocols: {grpc: %s}, remote_sampling: %s}}";
    String block = "{host_endpoint: '0.0.0.0:5778', endpoint: 'a:1', tls: {insecure: true}}";
    assertThat(Differences.of(taken(jaeger.formatted("", block)), CATALOG))
        .anyMatch(hint -> hint.path().equals("receivers::jaeger::remote_sampling"));
    taken(jaeger.formatted("", ""));
    assertThat(load("receivers: {jaeger: {protocols: {grpc: , remote_sampling: }}}").render(100))
        .contains("stands beside protocols");
  }

  @Test
  void theCollectorsEncodingsAreOurs() {
    String all = "['', gzip, zstd, zlib, snappy, deflate, lz4]";
    taken(http("compression_algorithms: " + all));
    assertThat(load(http("compression_algorithms: [gzip, snappy]")).render(100)).contains("snappy");
  }

  /** {@link #taken} looks at the schema as well. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "service: {telemetry: {logs: {level: INFO, encoding: Json}, metrics: {level: Normal}}}",
        "exporters: {debug: {verbosity: Detailed}}",
        "exporters: {otlp: {endpoint: 'a:1', compression: GZIP}}",
        "exporters: {otlp: {endpoint: 'a:1', compression: '${env:PACKED:-none}'}}",
      })
  void wordsAreTakenInAnyCase(String more) {
    taken(more);
  }

  @Test
  void wordsThatAreNoneAreSeen() {
    for (String word : List.of("detail", "detailedly", "7", "true")) {
      assertThat(SCHEMA.mistakes("exporters: {debug: {verbosity: " + word + "}}")).hasSize(1);
    }
  }

  /** As many as a program writes, of a type that a file has most of. */
  @Test
  void tenThousandPoliciesAreTaken() {
    StringBuilder policies = new StringBuilder();
    String one =
        "{name: p%d, type: string_attribute, string_attribute: {key: user.id, values: [u%d]}}, ";
    for (int i = 0; i < 10_000; i++) {
      policies.append(one.formatted(i, i));
    }
    CollectorConfig config = load(SAMPLING.formatted(policies)).config();
    assertThat(config).isNotNull();
    assertThat(ConfigPrinter.print(config)).contains("name: p9999\n").contains("- u9999\n");
    assertThat(Differences.of(config, CATALOG)).isNotEmpty();
  }
}
