package io.spanweir.bench.runner;

import io.spanweir.bench.generator.Generator;
import io.spanweir.bench.generator.Ledger;
import io.spanweir.bench.generator.LoadOptions;
import io.spanweir.bench.generator.Phase;
import io.spanweir.bench.sink.Sink;
import io.spanweir.bench.sink.TraceTable;
import io.spanweir.bench.sink.Verdict;
import io.spanweir.bench.workload.CompressedRequests;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Framing;
import io.spanweir.bench.workload.GrpcFraming;
import io.spanweir.bench.workload.Http1Framing;
import io.spanweir.bench.workload.PatchedRequests;
import io.spanweir.bench.workload.RequestSource;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.TraceModel;
import io.spanweir.bench.workload.Transport;
import io.spanweir.bench.workload.WarmedRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run: one system, one case, from an empty machine to a judged result. */
final class Run {
  /** What the workload's {@code rate_limiting} policy lets through, and its burst. */
  private static final double EXTRA_SPANS_PER_SECOND = 100;

  private static final double EXTRA_SPANS_BURST = 200;
  private static final double EXTRA_TOLERANCE = 1.05;

  private static final double GENERATOR_BUSY_PERCENT_MAX = 95;
  private static final double OTHERS_PERCENT_MAX = 10;
  private static final double HELD_RATE_MIN = 0.99;
  private static final double DRIFT_MAX = 0.05;
  private static final long KEPT_GRACE_MILLIS = 15_000;
  private static final long QUIET_MILLIS = 1_500;

  private final SystemSpec spec;
  private final Case load;
  private final Window.Cores cores;
  private final Path log;
  private final Shape shape;
  private final TraceTable table;
  private final int grpcPort = Ports.free();
  private final int httpPort = Ports.free();
  private final int jaegerPort = Ports.free();
  private final int scribePort = Ports.free();

  /**
   * Prepares a run.
   *
   * @param seed makes the run's ids its own
   * @param log where the system's output goes
   */
  Run(SystemSpec spec, Case load, long seed, Window.Cores cores, Path log) {
    this.spec = spec;
    this.load = load;
    this.cores = cores;
    this.log = log;
    shape = load.shape().withSeed(seed);
    table = new TraceTable(new TraceModel(seed));
  }

  RunResult execute() throws IOException, InterruptedException {
    Calibration before = Calibration.measure(cores.system());
    RequestSource source = source();
    try (Sink sink = Sink.start(table);
        RunningSystem system =
            RunningSystem.start(spec, cores.system(), load.config(), environment(sink), log)) {
      int port = port();
      double startSeconds = awaitListening(system);
      InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      LoadOptions options =
          new LoadOptions(
              target,
              load.transport(),
              load.connections(),
              load.inFlight(),
              load.requestsPerConnection(),
              shape.spansPerRequest());
      Generator generator = new Generator(options, source, table::broken);
      long begin = System.nanoTime();
      try (Window window =
          new Window(system, cores, load.measured(), generator::ledger, this::dropped)) {
        generator.run(load.phases(), phase -> onBoundary(phase, source, window));
        boolean died = !system.alive();
        awaitKept(source.traces());
        long dropped = dropped();
        int exitCode = system.stop();
        Verdict verdict = judge(source.traces(), dropped, (System.nanoTime() - begin) / 1e9);
        Calibration after = Calibration.measure(cores.system());
        Outcome outcome =
            new Outcome(startSeconds, exitCode, died, dropped, verdict, before, after);
        return result(generator, window, outcome);
      }
    }
  }

  private long dropped() {
    return Math.max(0, Proc.droppedDatagrams(jaegerPort));
  }

  /** What is known after a run besides the generator's and the window's figures. */
  private record Outcome(
      double startSeconds,
      int exitCode,
      boolean died,
      long droppedDatagrams,
      @Nullable Verdict verdict,
      Calibration before,
      Calibration after) {}

  /** Only starts the system and returns the seconds until it listens. */
  double startOnly() throws IOException, InterruptedException {
    try (Sink sink = Sink.start(table);
        RunningSystem system =
            RunningSystem.start(spec, cores.system(), load.config(), environment(sink), log)) {
      double seconds = system.awaitListening(grpcPort);
      system.stop();
      return seconds;
    }
  }

  private RequestSource source() {
    if (load.compression() == Compression.NONE) {
      return new PatchedRequests(shape, framing(Compression.NONE), load.encoding(), load.gap());
    }
    CompressedRequests compressed =
        new CompressedRequests(
            shape,
            framing(load.compression()),
            load.compression(),
            load.encoding(),
            load.gap(),
            load.prepared());
    return load.plainPhases() == 0
        ? compressed
        : new WarmedRequests(
            shape, framing(Compression.NONE), load.encoding(), load.gap(), compressed);
  }

  private Framing framing(Compression compression) {
    String authority = "127.0.0.1:" + port();
    return switch (load.transport()) {
      case HTTP -> new Http1Framing(authority, compression, load.encoding());
      case GRPC -> new GrpcFraming(authority, compression);
      case UDP, SCRIBE -> Framing.NONE;
    };
  }

  private void onBoundary(int phase, RequestSource source, Window window) {
    if (phase == load.plainPhases()) {
      source.turn();
    }
    window.onBoundary(phase);
  }

  private int port() {
    return switch (load.transport()) {
      case GRPC -> grpcPort;
      case HTTP -> httpPort;
      case UDP -> jaegerPort;
      case SCRIBE -> scribePort;
    };
  }

  /** A port of datagrams takes no connections: the one of OTLP is waited for first, beside it. */
  private double awaitListening(RunningSystem system) throws IOException, InterruptedException {
    boolean datagrams = load.transport() == Transport.UDP;
    double seconds = system.awaitListening(datagrams ? grpcPort : port());
    while (datagrams && Proc.droppedDatagrams(jaegerPort) < 0 && system.alive()) {
      Thread.sleep(10);
    }
    return seconds;
  }

  private Map<String, String> environment(Sink sink) {
    Map<String, String> environment = new HashMap<>(load.environment());
    environment.put("GRPC_PORT", Integer.toString(grpcPort));
    environment.put("HTTP_PORT", Integer.toString(httpPort));
    environment.put("JAEGER_PORT", Integer.toString(jaegerPort));
    environment.put("SCRIBE_PORT", Integer.toString(scribePort));
    environment.put("SINK_PORT", Integer.toString(sink.grpcPort()));
    environment.put("SINK_HTTP_PORT", Integer.toString(sink.httpPort()));
    environment.put("DECISION_WAIT", load.decisionWaitSeconds() + "s");
    return environment;
  }

  private void awaitKept(long traces) throws InterruptedException {
    if (!load.oracle()) {
      return;
    }
    long expected = table.expected(traces);
    long end =
        System.nanoTime() + (load.decisionWaitSeconds() * 1000L + KEPT_GRACE_MILLIS) * 1_000_000L;
    while (table.wholeExpected() < expected && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    Thread.sleep(QUIET_MILLIS);
  }

  /** Which spans were in datagrams that the kernel dropped is not known. */
  private @Nullable Verdict judge(long traces, long dropped, double seconds) {
    double extraMax = EXTRA_TOLERANCE * (EXTRA_SPANS_BURST + EXTRA_SPANS_PER_SECOND * seconds);
    return load.oracle() && dropped == 0 ? table.judge(traces, extraMax) : null;
  }

  private RunResult result(Generator generator, Window window, Outcome outcome) {
    int measured = load.measured();
    return new RunResult(
        spec.name(),
        load.label(),
        outcome.startSeconds(),
        window.seconds(),
        window.cpuSeconds(),
        window.ledger(),
        generator.ledger(),
        window.ledgers(),
        generator.latencies(measured),
        generator.backlog(),
        outcome.droppedDatagrams(),
        window.droppedDatagrams(),
        window.rssMedianBytes(),
        window.rssPeakBytes(),
        window.generatorPercent(),
        window.generatorBusyPercent(),
        window.systemBusyPercent(),
        window.secondsAfterEnd(generator.lastRefusalNanos()),
        outcome.verdict(),
        outcome.exitCode(),
        outcome.before(),
        outcome.after(),
        voids(generator.ledger(), window, outcome));
  }

  private List<String> voids(Ledger whole, Window window, Outcome outcome) {
    List<String> voids = new ArrayList<>();
    Phase phase = load.measuredPhase();
    if (whole.refused() > 0 || whole.rejected() > 0) {
      voids.add("refused " + (whole.refused() + whole.rejected()) + " spans");
    }
    if (whole.failed() > 0) {
      voids.add("failed " + whole.failed() + " spans");
    }
    if (window.ledger().accepted() == 0) {
      voids.add("nothing was taken in the window");
    }
    if (window.droppedDatagrams() > 0) {
      voids.add("the kernel dropped " + window.droppedDatagrams() + " datagrams in the window");
    }
    if (outcome.died()) {
      voids.add("it ended by itself");
    }
    if (load.oracle() && outcome.exitCode() != 0) {
      voids.add("exit code " + outcome.exitCode());
    }
    if (!phase.saturated()) {
      if (window.ledger().accepted() / window.seconds() < HELD_RATE_MIN * phase.spansPerSecond()) {
        voids.add("the rate was not held");
      }
      if (window.generatorBusyPercent() > GENERATOR_BUSY_PERCENT_MAX) {
        voids.add("the generator's core was full");
      }
    }
    if (outcome.verdict() != null && !outcome.verdict().passed()) {
      voids.add("oracle");
    }
    double system = 100 * window.cpuSeconds() / window.seconds();
    if (window.systemBusyPercent() - system > OTHERS_PERCENT_MAX) {
      voids.add("others were on the system's core");
    }
    double drift = outcome.after().cpuMillis() / outcome.before().cpuMillis() - 1;
    if (Math.abs(drift) > DRIFT_MAX) {
      voids.add(String.format(java.util.Locale.ROOT, "the machine drifted %+.0f%%", 100 * drift));
    }
    return voids;
  }
}
