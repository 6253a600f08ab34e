package io.spanweir.deploy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ServiceConfig;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Extension;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.component.StartException;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.Graph;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.EventLoops;
import io.spanweir.core.runtime.MachineTouch;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.core.telemetry.CollectorMetrics;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.LedgerMetrics;
import io.spanweir.core.telemetry.OwnMetrics;
import io.spanweir.core.telemetry.Telemetry;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * One life of the process: wire, start, say where things are, wait for the word to stop, drain,
 * end.
 */
@MachineTouch
final class CollectorProcess {
  /** Set by the launcher where standard output is a terminal. */
  private static final String TERMINAL = "spanweir.terminal";

  /** Shares of the heap: what may be leased at once, and what is kept for reuse. */
  private static final int LEASED_HEAP_SHARE = 2;

  private static final long IDLE_CHUNK_BYTES_MAX = 64L << 20;
  private static final int IDLE_BATCHES_MAX = 64;

  private final CollectorConfig config;
  private final boolean builtIn;
  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopNow = new CountDownLatch(1);
  private final Clock clock = SystemClock.INSTANCE;
  private final Ledger ledger = new Ledger();
  private final MetricNames names = new MetricNames();
  private final Map<String, String> attributes;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /**
   * @param builtIn whether it runs what it runs when it is given no configuration
   */
  CollectorProcess(CollectorConfig config, boolean builtIn, PrintStream out, PrintStream err) {
    this.config = config;
    this.builtIn = builtIn;
    this.out = out;
    this.err = err;
    attributes = ResourceAttributes.attributes(config.service().telemetry().resource().all());
    meters.config().namingConvention(names);
  }

  /** Runs until it is told to stop. @return the exit code */
  int run() {
    Signals.onStop(this::onStop);
    Limits limits = Machine.limits();
    EventLoops loops = loops(config.service().runtime(), limits.cores());
    Opening opening = new Opening();
    opening.attempt(() -> OwnLogs.set(config.service().telemetry().logs(), out, err));
    Built built = opening.attempt(() -> build(loops, limits));
    if (built == null || opening.failed()) {
      opening.print(config.places(), err);
      loops.close();
      return 1;
    }
    Assembly assembly = built.assembly;
    Graph graph = built.graph;
    Collection<Extension> extensions = assembly.extensions().byId().values();
    LedgerMetrics.bind(ledger, meters);
    CollectorMetrics.bind(ledger, meters);
    ProcessMetrics.bind(clock, loops, limits, meters);
    List<MetricsServer> metrics = metricsServers(opening);
    AdminDoor admin = new AdminDoor(config.service().telemetry().admin());
    DecisionQuestions questions = new DecisionQuestions(assembly.telemetry().decisions(), ledger);
    try {
      extensions.forEach(extension -> opening.attempt(extension::start));
      opening.attempt(graph::start);
      opening.attempt(() -> admin.open(questions));
      if (opening.failed()) {
        opening.print(config.places(), err);
        return 1;
      }
      new Banner(config, limits, loops, admin.says(), builtIn).print(out);
      if (builtIn || Boolean.getBoolean(TERMINAL)) {
        loops.sideLoop().add(new StatusLine(ledger, clock.nanoTime(), out::println));
      }
      extensions.forEach(Extension::onReady);
      stop.await();
      extensions.forEach(Extension::onStopping);
      new Drain(graph, ledger, clock, stopNow).run(config.service().shutdownTimeout());
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } finally {
      admin.close();
      metrics.forEach(MetricsServer::close);
      extensions.forEach(extension -> extension.shutdown(clock.nanoTime()));
      loops.close();
    }
  }

  private record Built(Assembly assembly, Graph graph) {}

  /** Makes every component; opens nothing. */
  private Built build(EventLoops loops, Limits limits) throws IOException {
    try {
      Assembly assembly = assembly(loops, limits).with(config.extensions());
      Set<ComponentId> connectors = assembly.ids(Kind.CONNECTOR);
      return new Built(assembly, Graph.build(config.pipelines(), connectors, assembly, ledger));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Whether every component can be made; what is wrong is said. */
  boolean canBeBuilt() {
    Opening opening = new Opening();
    Limits limits = Machine.limits();
    EventLoops loops = loops(config.service().runtime(), limits.cores());
    opening.attempt(() -> build(loops, limits));
    loops.close();
    if (opening.failed()) {
      opening.print(config.places(), err);
    }
    return !opening.failed();
  }

  /** The first word asks to stop, the second not to wait any longer. */
  private void onStop() {
    if (stop.getCount() == 0) {
      stopNow.countDown();
    }
    stop.countDown();
  }

  private EventLoops loops(ServiceConfig.Threads threads, int cores) {
    if (threads.eventLoops() == 0 && threads.shards() == 0) {
      return EventLoops.forCores(clock, cores);
    }
    int eventLoops = Math.max(1, threads.eventLoops());
    int shards = threads.shards() == 1 && eventLoops == 1 ? 0 : threads.shards();
    return new EventLoops(clock, eventLoops, shards == 0 && eventLoops > 1 ? 1 : shards);
  }

  private Assembly assembly(EventLoops loops, Limits limits) throws StartException {
    long leased = limits.heapBytesMax() / LEASED_HEAP_SHARE;
    Pools pools =
        new Pools(
            new ChunkPool(leased, Math.min(IDLE_CHUNK_BYTES_MAX, leased / 2)),
            new BatchPool(IDLE_BATCHES_MAX));
    Telemetry telemetry = new Telemetry(meters, ledger, new DistinctErrors(clock), ownMetrics());
    return new Assembly(
        config.components(), loops, pools, telemetry, limits, RunningExtensions.NONE, listeners());
  }

  /** In which the pages of own metrics have their places already. */
  private HttpListeners listeners() throws StartException {
    HttpListeners listeners = new HttpListeners();
    for (ServiceConfig.Page page : config.service().telemetry().metrics().pages()) {
      Endpoint at = new Endpoint(page.prometheus().host(), page.prometheus().port());
      try {
        listeners.claim(at, "the page of own metrics", "", () -> false);
      } catch (InvalidConfigException e) {
        throw new StartException(page.path(), e.problem(), e.expected(), e);
      }
    }
    return listeners;
  }

  /** Those that could be opened; none at level none. */
  private List<MetricsServer> metricsServers(Opening opening) {
    ServiceConfig.Telemetry settings = config.service().telemetry();
    List<MetricsServer> servers = new ArrayList<>();
    for (ServiceConfig.Page page : settings.metrics().pages()) {
      MetricsServer server = opening.attempt(() -> new MetricsServer(page, ownPage(page)));
      if (server != null) {
        servers.add(server);
      }
    }
    return servers;
  }

  private OwnPage ownPage(ServiceConfig.Page page) {
    return new OwnPage(page.prometheus(), attributes, meters, names);
  }

  /** As the first page has them, for components that show them too. */
  private OwnMetrics ownMetrics() {
    List<ServiceConfig.Page> pages = config.service().telemetry().metrics().pages();
    if (pages.isEmpty()) {
      return OwnMetrics.NONE;
    }
    OwnPage first = ownPage(pages.get(0));
    return () -> first.text(PageFormat.PROMETHEUS);
  }
}
