package io.spanweir.config;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The section {@code service}: what concerns the process and not a component. */
@Description("What concerns the process: its pipelines, its threads, what it says of itself.")
public record ServiceConfig(
    @Description("Extensions to run, by their ids.") List<String> extensions,
    @Required
        @Description(
            "Pipelines by id: traces, metrics or logs, each alone or with a name, as in traces/name.")
        Map<String, Pipeline> pipelines,
    @Description("Own logs and metrics.") Telemetry telemetry,
    @Description("Threads.") Threads runtime,
    @Description("How long a stop may take to hand on what is held.") Duration shutdownTimeout) {

  static final ServiceConfig DEFAULT =
      new ServiceConfig(
          List.of(),
          Map.of(),
          new Telemetry(LogsConfig.DEFAULT, Metrics.DEFAULT, AdminConfig.DEFAULT),
          new Threads(0, 0),
          Duration.ofSeconds(30));

  public ServiceConfig {
    if (shutdownTimeout.isNegative()) {
      throw new InvalidConfigException("shutdown_timeout", "is negative", "0s or more");
    }
  }

  /** One pipeline. */
  @Description("Which components spans go through, in order.")
  public record Pipeline(
      @Required @Description("Receivers that feed it.") List<String> receivers,
      @Description("Processors in the order spans go through them.") List<String> processors,
      @Required @Description("Exporters, all of which get what comes out.")
          List<String> exporters) {}

  /** Own logs and metrics. */
  @Description("Own logs and metrics.")
  @NotYet({"traces: own traces are not made", "resource: own metrics carry no resource"})
  public record Telemetry(
      @Description("Own logs.") LogsConfig logs,
      @Description("Own metrics.") Metrics metrics,
      @Description("Questions about decisions.") AdminConfig admin) {}

  /** The levels of own logs. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** Own metrics. */
  @Description("Own metrics, on a Prometheus page.")
  @NotYet("views: all metrics are shown as they are")
  public record Metrics(
      @Description("none for no page; the other levels show the same.") MetricsLevel level,
      @Description("host:port of the page; readers, if there are any, win over it.") String address,
      @Description("The Collector's way to say where the page is.") List<Reader> readers) {
    static final Metrics DEFAULT = new Metrics(MetricsLevel.NORMAL, "127.0.0.1:8888", List.of());

    public Metrics {
      readers = List.copyOf(readers);
      portOf(address);
    }

    /** The host of the page. */
    public String host() {
      Prometheus page = page();
      if (page != null) {
        return page.host();
      }
      String host = address.substring(0, address.lastIndexOf(':'));
      return host.isEmpty() ? "0.0.0.0" : host;
    }

    /** The port of the page. */
    public int port() {
      Prometheus page = page();
      return page != null ? page.port() : portOf(address);
    }

    private @Nullable Prometheus page() {
      return readers.isEmpty() ? null : readers.get(0).pull().exporter().prometheus();
    }

    private static int portOf(String address) {
      try {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        if (address.indexOf(':') >= 0 && port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // Said below, as every other address that is none.
      }
      throw new InvalidConfigException("address", "is no address", "host:port");
    }
  }

  /** How much is shown. */
  public enum MetricsLevel {
    NONE,
    BASIC,
    NORMAL,
    DETAILED
  }

  /** One reader. */
  @Description("A reader of own metrics.")
  @NotYet("periodic: own metrics are on the Prometheus page only")
  public record Reader(@Description("A page that is scraped.") Pull pull) {}

  /** A reader that is scraped. */
  @Description("A page that is scraped.")
  public record Pull(@Description("What the page is.") PullExporter exporter) {}

  /** What the page is. */
  @Description("What the page is.")
  public record PullExporter(@Description("A Prometheus page.") Prometheus prometheus) {}

  /** The page. */
  @Description("A Prometheus page.")
  @NotYet({
    "without_units: names are those of the metrics reference",
    "without_type_suffix: names are those of the metrics reference",
    "without_scope_info: there is none",
    "with_resource_constant_labels: there are none"
  })
  public record Prometheus(
      @Description("Where it listens.") String host, @Description("Its port.") int port) {
    public static Prometheus defaults() {
      return new Prometheus("127.0.0.1", 8888);
    }
  }

  /** Threads. */
  @Description("Threads; 0 is as many as suit the cores.")
  public record Threads(
      @Description("Threads that read and send.") int eventLoops,
      @Description("Threads that own traces; with one core the event loop does it.") int shards) {
    public Threads {
      if (eventLoops < 0 || eventLoops > 256) {
        throw new InvalidConfigException("event_loops", "is out of range", "0 to 256");
      }
      if (shards < 0 || shards > 256) {
        throw new InvalidConfigException("shards", "is out of range", "0 to 256");
      }
    }
  }
}
