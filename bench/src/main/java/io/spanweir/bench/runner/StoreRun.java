package io.spanweir.bench.runner;

import io.spanweir.bench.generator.Generator;
import io.spanweir.bench.generator.Ledger;
import io.spanweir.bench.generator.LoadOptions;
import io.spanweir.bench.generator.Phase;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.GrpcFraming;
import io.spanweir.bench.workload.LimitedRequests;
import io.spanweir.bench.workload.PatchedRequests;
import io.spanweir.bench.workload.RequestSource;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A store of traces, from outside: it is filled, started again with nothing in the caches of the
 * machine, asked for traces some seconds later, asked again while spans come at the same rate, by a
 * process that has just been started and by one that has warmed up, and then given as many as it
 * takes.
 */
public final class StoreRun {
  private static final int COLD_QUESTIONS = 200;
  private static final long QUESTION_PERIOD_MILLIS = 50;
  private static final long POST_PERIOD_MILLIS = 700;
  private static final long SEARCHABLE_MILLIS = 5_000;

  /** Nobody asks sooner after a start; a system may use it to get ready. */
  private static final long UNASKED_MILLIS = 10_000;

  private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

  private final SystemSpec spec;
  private final Case load;
  private final Window.Cores cores;
  private final Report report;
  private final Path log;
  private final Path folder;
  private final int grpcPort = Ports.free();
  private final int httpPort = Ports.free();
  private int asked;

  /**
   * Prepares a run.
   *
   * @param load its rate is that of all fills, its warm-up and window the times of those that are
   *     asked, and its window that of the last
   * @param logs a folder for the system's output and for what it stores
   */
  public StoreRun(
      SystemSpec spec, Case load, int generatorCore, int systemCore, Path logs, Report report)
      throws IOException, InterruptedException {
    this.spec = spec;
    this.load = load;
    this.cores = new Window.Cores(generatorCore, systemCore);
    this.report = report;
    log = Files.createDirectories(logs).resolve("store-" + spec.name() + ".log");
    folder = Files.createTempDirectory(logs, "store-" + spec.name());
    Pinning.thisProcess(generatorCore);
  }

  /** Runs all of it and prints as it goes. */
  public void run(long traces) throws IOException, InterruptedException {
    report.print("%s%n", Proc.machine());
    Phase paced = load.measuredPhase();
    try {
      try (RunningSystem system = start()) {
        double enough = 10.0 * traces / paced.spansPerSecond() + 60;
        Phase fill = new Phase("fill", paced.spansPerSecond(), enough);
        ingest(system, fill, new LimitedRequests(source(1), traces));
        Thread.sleep(SEARCHABLE_MILLIS);
        system.stop();
      }
      report.print("stored: %,d bytes of files%n", bytesOf(folder));
      boolean cold = dropCaches();
      report.print("| twenty traces | asked | first, ms | p50 | p99 | longest | fewest found |%n");
      report.print("|---|---|---|---|---|---|---|%n");
      try (RunningSystem system = start()) {
        Thread.sleep(UNASKED_MILLIS);
        StoreQueries questions = questions();
        for (int i = 0; i < COLD_QUESTIONS; i++) {
          questions.ask();
        }
        questions.print(report, cold ? "cold" : "after a start, files in the machine's cache");
        Phase warmup = load.phases().get(0);
        if (warmup.seconds() > 0) {
          askDuring(system, warmup, source(2), "during ingest, just started");
        }
        askDuring(system, paced, source(3), "during ingest");
        ingest(system, new Phase("as much as it takes", 0, paced.seconds()), source(4));
        system.stop();
      }
    } finally {
      delete(folder);
    }
  }

  private void askDuring(RunningSystem system, Phase paced, RequestSource source, String when)
      throws IOException, InterruptedException {
    StoreQueries questions = questions();
    FoundAfter found = new FoundAfter(api(), ++asked);
    AtomicBoolean over = new AtomicBoolean();
    Thread asking = repeat("questions", questions::ask, QUESTION_PERIOD_MILLIS, over);
    Thread posting = repeat("posts", found::post, POST_PERIOD_MILLIS, over);
    Phase during = new Phase("while it is asked", paced.spansPerSecond(), paced.seconds());
    ingest(system, during, source);
    over.set(true);
    asking.join();
    posting.join();
    questions.print(report, when);
    found.print(report, when);
  }

  private interface Question {
    void ask() throws IOException, InterruptedException;
  }

  private Thread repeat(String name, Question question, long periodMillis, AtomicBoolean over) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!over.get()) {
                  question.ask();
                  Thread.sleep(periodMillis);
                }
              } catch (IOException | InterruptedException e) {
                report.print("%s ended: %s%n", name, e);
              }
            },
            name);
    thread.start();
    return thread;
  }

  private String api() {
    return "http://127.0.0.1:" + httpPort + "/api/v2";
  }

  private StoreQueries questions() throws IOException, InterruptedException {
    StoreQueries questions = new StoreQueries(api());
    questions.begin();
    return questions;
  }

  private RunningSystem start() throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(load.environment());
    environment.put("GRPC_PORT", Integer.toString(grpcPort));
    environment.put("HTTP_PORT", Integer.toString(httpPort));
    environment.put("STORE_FOLDER", folder.toAbsolutePath().toString());
    RunningSystem system =
        RunningSystem.start(spec, cores.system(), load.config(), environment, log);
    system.awaitListening(grpcPort);
    double seconds = system.awaitListening(httpPort);
    report.print("%s listens after %.2f s%n", spec.name(), seconds);
    return system;
  }

  private RequestSource source(int part) {
    Shape shape = load.shape().withSeed(load.shape().seed() + part);
    GrpcFraming framing = new GrpcFraming("127.0.0.1:" + grpcPort, load.compression());
    return new PatchedRequests(shape, framing, Encoding.PROTOBUF, load.gap());
  }

  private void ingest(RunningSystem system, Phase phase, RequestSource source) throws IOException {
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), grpcPort);
    LoadOptions options =
        new LoadOptions(
            target,
            Transport.GRPC,
            load.connections(),
            load.inFlight(),
            0,
            load.shape().spansPerRequest());
    Generator generator = new Generator(options, source, broken -> {});
    try (Window window = new Window(system, cores, 0, generator::ledger, () -> 0)) {
      generator.run(List.of(phase), window);
      Ledger ledger = window.ledger();
      report.print(
          "%s: %,.0f spans/s accepted in %.0f s, refused %,d, failed %,d; %.2f CPU-s/M, RSS %.0f MB,"
              + " ack p99 %.1f ms%n",
          phase.name(),
          ledger.accepted() / window.seconds(),
          window.seconds(),
          ledger.refused() + ledger.rejected(),
          ledger.failed(),
          window.cpuSeconds() * 1e6 / Math.max(1, ledger.accepted()),
          window.rssMedianBytes() / 1e6,
          generator.latencies(0).getValueAtPercentile(99) / 1e6);
    }
  }

  /** Makes the machine forget files that it has read; says whether it may be told to. */
  private static boolean dropCaches() throws IOException, InterruptedException {
    new ProcessBuilder("sync").start().waitFor();
    if (!Files.isWritable(DROP_CACHES)) {
      return false;
    }
    Files.writeString(DROP_CACHES, "3");
    return true;
  }

  private static long bytesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
