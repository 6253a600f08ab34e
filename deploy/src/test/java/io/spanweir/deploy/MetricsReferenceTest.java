package io.spanweir.deploy;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.LoadedConfig;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.Graph;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.EventLoops;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.core.telemetry.CollectorMetrics;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerMetrics;
import io.spanweir.core.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The committed page of metrics is what components register; {@code -Dspanweir.write} writes it
 * anew. Whoever adds a component with metrics of its own adds it to the configuration here.
 */
class MetricsReferenceTest {
  private static final Path PAGE = Path.of("../docs/metrics.md");
  private static final String BEGIN = "<!-- printed from what components register -->\n\n";
  private static final String END = "\n<!-- end -->";
  private static final Pattern NAME =
      Pattern.compile("\"((?:otelcol|spanweir)(?:\\.[a-z_]+){2,})\"");

  /** Every component with metrics of its own, on ports that the system gives. */
  private static final String CONFIGURATION =
      """
      receivers:
        otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}
        zipkin: {endpoint: "127.0.0.1:0", scribe: {endpoint: "127.0.0.1:0"}}
        jaeger: {protocols: {thrift_compact: {endpoint: "127.0.0.1:0"}}}
      processors:
        memory_limiter: {check_interval: 1s, limit_percentage: 90}
        tail_sampling:
          buffer_bytes: 1MiB
          policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
        batch:
      connectors: {span_metrics: }
      exporters:
        otlp: {endpoint: "127.0.0.1:1", tls: {insecure: true}}
        trace_store: {endpoint: "127.0.0.1:0", path: "%s"}
      service:
        pipelines:
          traces: {receivers: [otlp], processors: [memory_limiter, tail_sampling, batch], exporters: [otlp, trace_store]}
          traces/counted: {receivers: [otlp, zipkin, jaeger], exporters: [span_metrics]}
          metrics: {receivers: [otlp, span_metrics], processors: [memory_limiter], exporters: [otlp]}
          logs: {receivers: [otlp], processors: [memory_limiter], exporters: [otlp]}
      """;

  /** What the launcher tells the virtual machine with, which is no metric. */
  private static final String PROPERTY = "spanweir_direct_bytes";

  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Ledger ledger = new Ledger();

  @TempDir private Path store;

  private CollectorConfig config() {
    LoadedConfig loaded =
        ConfigLoader.load(
            List.of(ConfigSource.text("everything", CONFIGURATION.formatted(store))),
            Catalog.of(Distribution.factories()),
            name -> null);
    CollectorConfig config = loaded.config();
    assertThat(config).as(loaded.render(200)).isNotNull();
    return config;
  }

  /** Starts all of it for a moment. */
  private void register() throws Exception {
    CollectorConfig config = config();
    Clock clock = SystemClock.INSTANCE;
    Limits limits = new Limits(64 << 20, 64 << 20, 1);
    EventLoops loops = EventLoops.forCores(clock, 1);
    Assembly assembly =
        new Assembly(
            config.components(),
            loops,
            new Pools(new ChunkPool(16 << 20, 1 << 20), new BatchPool(4)),
            new Telemetry(meters, ledger, new DistinctErrors(clock)),
            limits,
            RunningExtensions.NONE,
            new HttpListeners());
    Graph graph = Graph.build(config.pipelines(), assembly.ids(Kind.CONNECTOR), assembly, ledger);
    LedgerMetrics.bind(ledger, meters);
    CollectorMetrics.bind(ledger, meters);
    ProcessMetrics.bind(clock, loops, limits, meters);
    graph.start();
    graph.shutdown(clock.nanoTime());
    while (!graph.advanceShutdown(clock.nanoTime())) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    loops.close();
  }

  private String table() {
    TreeMap<String, Meter.Id> ids = new TreeMap<>();
    TreeMap<String, Set<String>> labels = new TreeMap<>();
    MetricNames names = new MetricNames();
    for (Meter meter : meters.getMeters()) {
      Meter.Id id = meter.getId();
      String name = names.name(id.getName(), id.getType(), id.getBaseUnit());
      ids.put(name, id);
      labels
          .computeIfAbsent(name, n -> new TreeSet<>())
          .addAll(id.getTags().stream().map(Tag::getKey).toList());
    }
    StringBuilder table = new StringBuilder("| name | type | unit | labels | meaning |\n");
    table.append("|---|---|---|---|---|\n");
    ids.forEach(
        (name, id) ->
            table.append(
                "| `%s` | %s | %s | %s | %s |\n"
                    .formatted(
                        name,
                        type(id.getType()),
                        id.getBaseUnit() == null ? "" : id.getBaseUnit(),
                        labels.get(name).stream().map(l -> "`" + l + "`").collect(joining(", ")),
                        id.getDescription())));
    return table.toString();
  }

  private static String type(Meter.Type type) {
    return switch (type) {
      case COUNTER -> "counter";
      case GAUGE -> "gauge";
      case DISTRIBUTION_SUMMARY -> "histogram";
      default -> throw new IllegalStateException("no word for " + type);
    };
  }

  @Test
  void thePageIsWhatComponentsRegister() throws Exception {
    register();
    String page = Files.readString(PAGE);
    String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    String printed = before + table() + page.substring(page.indexOf(END));
    if (System.getProperty("spanweir.write") != null) {
      Files.writeString(PAGE, printed);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(printed);
    assertThat(printed).as("a metric without a meaning").doesNotContain("| null |");
  }

  /** A metric of a component that is not in the configuration above is missing on the page. */
  @Test
  void noMetricInTheSourcesIsMissing() throws Exception {
    String page = Files.readString(PAGE);
    try (Stream<Path> files = Files.walk(Path.of(".."), 12)) {
      Set<String> missing =
          files
              .filter(f -> f.toString().endsWith(".java") && f.toString().contains("/src/main/"))
              .filter(f -> !f.startsWith("../bench"))
              .flatMap(MetricsReferenceTest::names)
              .filter(name -> !page.contains("`" + name + "`") && !name.equals(PROPERTY))
              .collect(toCollection(TreeSet::new));
      assertThat(missing).isEmpty();
    }
  }

  private static Stream<String> names(Path source) {
    try {
      Matcher names = NAME.matcher(Files.readString(source));
      return names.results().map(found -> found.group(1).replace('.', '_')).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
