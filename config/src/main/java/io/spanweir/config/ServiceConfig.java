package io.spanweir.config;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import io.spanweir.core.component.Required;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
          new Telemetry(
              LogsConfig.DEFAULT,
              Metrics.DEFAULT,
              new Traces(MetricsLevel.NONE),
              ResourceConfig.DEFAULT,
              AdminConfig.DEFAULT),
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
  public record Telemetry(
      @Description("Own logs.") LogsConfig logs,
      @Description("Own metrics.") Metrics metrics,
      Traces traces,
      ResourceConfig resource,
      @Description("Questions about decisions.") AdminConfig admin) {}

  /** Own traces, of which there are none: a level alone sends none in the Collector either. */
  @Description("Own traces, which are not made.")
  @NotYet({
    "processors: own traces are not made",
    "propagators: own traces are not made; requests go on without a traceparent of ours"
  })
  public record Traces(@Description("Changes nothing.") MetricsLevel level) {}

  /** The levels of own logs. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  /** Own metrics. */
  @Description("Own metrics, on Prometheus pages.")
  @NotYet("views: all metrics are shown as they are")
  public record Metrics(
      @Description("none for no page; the other levels show the same.") MetricsLevel level,
      @Description("host:port of the page; readers, if there are any, win over it.") String address,
      @Description("The Collector's way to say where the page is; each has one of its own.")
          List<Reader> readers) {
    private static final String PATH = "service::telemetry::metrics";

    static final Metrics DEFAULT = new Metrics(MetricsLevel.NORMAL, "127.0.0.1:8888", List.of());

    public Metrics {
      readers = List.copyOf(readers);
      portOf(address);
    }

    /** Where the pages are and how they are written, by whichever key it is said. */
    public List<Page> pages() {
      if (level == MetricsLevel.NONE) {
        return List.of();
      }
      List<Page> pages = new ArrayList<>();
      for (Reader reader : readers) {
        String path = PATH + "::readers[" + pages.size() + "]::pull::exporter::prometheus::port";
        pages.add(new Page(path, reader.pull().exporter().prometheus()));
      }
      if (pages.isEmpty()) {
        String host = address.substring(0, address.lastIndexOf(':'));
        Prometheus page = Prometheus.at(host.isEmpty() ? "0.0.0.0" : host, portOf(address));
        pages.add(new Page(PATH + "::address", page));
      }
      return List.copyOf(pages);
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

  /**
   * A page that is asked for.
   *
   * @param path of the key that says where it is
   */
  public record Page(String path, Prometheus prometheus) {
    /** Where it is read. */
    public String url() {
      String host = prometheus.host();
      String shown = host.contains(":") ? "[" + host + "]" : host;
      return "http://" + shown + ":" + prometheus.port() + "/metrics";
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
  @Differs("without_scope_info: changes nothing; own metrics have no scope to be told apart by")
  public record Prometheus(
      @Description("Where it listens.") String host,
      @Description("Its port.") int port,
      @Description("Whether names have no units, such as _seconds, put after them.")
          boolean withoutUnits,
      @Description("Whether names of counters have no _total put after them.")
          boolean withoutTypeSuffix,
      @Description("Accepted for compatibility.") boolean withoutScopeInfo,
      @Description("Which attributes of the resource are labels of every own metric.")
          ConstantLabels withResourceConstantLabels) {
    public static Prometheus defaults() {
      return at("127.0.0.1", 8888);
    }

    static Prometheus at(String host, int port) {
      return new Prometheus(host, port, true, true, true, ConstantLabels.NONE);
    }
  }

  /**
   * Which attributes of the resource are labels of every metric. Excluding some includes the rest.
   */
  @Description("Which attributes of the resource are labels of every own metric.")
  public record ConstantLabels(
      @Description("Those that are; absent, all that are not excluded, if some are.")
          List<String> included,
      @Description("Those that are not.") List<String> excluded) {
    static final ConstantLabels NONE = new ConstantLabels(List.of(), List.of());

    public static ConstantLabels defaults() {
      return NONE;
    }

    /** Whether this attribute is one. */
    public boolean has(String attribute) {
      return included.isEmpty()
          ? !excluded.isEmpty() && !excluded.contains(attribute)
          : included.contains(attribute) && !excluded.contains(attribute);
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
