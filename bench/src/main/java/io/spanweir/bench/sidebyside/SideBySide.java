package io.spanweir.bench.sidebyside;

import io.spanweir.bench.runner.Ports;
import io.spanweir.bench.runner.RunningSystem;
import io.spanweir.bench.runner.SystemSpec;
import io.spanweir.bench.sidebyside.PolicyCase.Quirk;
import io.spanweir.bench.sink.KeptTraces;
import io.spanweir.bench.sink.RawClient;
import io.spanweir.bench.sink.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of comparisons: what do two collectors keep of the same input, by one file? */
@Command(
    name = "side-by-side",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Sends the same traces to two collectors with the same file and compares what they keep.")
public final class SideBySide implements Callable<Integer> {
  private static final int EXAMPLES = 3;
  private static final long QUIET_SECONDS = 4;

  /** The file waits 20 s; what is under way is sent in much less. */
  private static final long STALL_NANOS_MAX = TimeUnit.SECONDS.toNanos(8);

  @Option(
      names = "--peer",
      required = true,
      paramLabel = "COMMAND",
      description = "what starts the other collector; one that is not there is skipped")
  private String peer = "";

  @Option(names = "--sut", description = "what starts ours (default: ${DEFAULT-VALUE})")
  private String sut = "./spanweir";

  @Option(names = "--config", description = "default: ${DEFAULT-VALUE}")
  private Path config = Path.of("bench/workloads/side-by-side.yaml");

  @Option(names = "--traces", description = "default: ${DEFAULT-VALUE}")
  private int traces = 5000;

  @Option(names = "--seed", description = "default: ${DEFAULT-VALUE}")
  private long seed = 1;

  @Option(names = "--logs", description = "a folder for their output (default: ${DEFAULT-VALUE})")
  private Path logs = Path.of("bench/target/logs");

  private SideBySide() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new SideBySide()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path command = Path.of(SystemSpec.of("peer", peer).command().get(0));
    if (!Files.isExecutable(command)) {
      System.out.println(
          "skipped: there is no " + command + "; bench/README.md says how to get the Collector");
      return 0;
    }
    Files.createDirectories(logs);
    List<InputTrace> input = InputTrace.draw(seed, traces);
    List<byte[]> requests =
        InputRequests.of(input, System.currentTimeMillis() * InputTrace.MILLI, seed);
    System.out.printf(
        Locale.ROOT,
        "%,d traces of %,d spans in %,d requests, seed %d, to each%n",
        input.size(),
        input.stream().mapToInt(t -> t.spans().size()).sum(),
        requests.size(),
        seed);
    Map<String, KeptTraces> ours =
        run(new SystemSpec("spanweir", List.of(sut.split(" +"))), requests);
    Map<String, KeptTraces> theirs = run(SystemSpec.of("peer", peer), requests);
    int unexplained = 0;
    for (PolicyCase policy : PolicyCase.all()) {
      unexplained +=
          compare(
              policy,
              input,
              ours.getOrDefault(policy.name(), new KeptTraces()),
              theirs.getOrDefault(policy.name(), new KeptTraces()));
    }
    System.out.println(
        unexplained == 0
            ? "every difference is listed"
            : unexplained + " differences are not listed");
    return unexplained == 0 ? 0 : 1;
  }

  /**
   * @return what came for each policy
   */
  private Map<String, KeptTraces> run(SystemSpec system, List<byte[]> requests)
      throws IOException, InterruptedException {
    Map<String, KeptTraces> kept = new TreeMap<>();
    Map<String, Sink> sinks = new HashMap<>();
    Map<String, String> environment = new TreeMap<>();
    try {
      for (PolicyCase policy : PolicyCase.all()) {
        KeptTraces of = new KeptTraces();
        Sink sink = Sink.start(of);
        kept.put(policy.name(), of);
        sinks.put(policy.name(), sink);
        environment.put(policy.sinkVariable(), Integer.toString(sink.grpcPort()));
      }
      int door = Ports.free();
      environment.put("GRPC_PORT", Integer.toString(door));
      Path log = logs.resolve("side-by-side-" + system.name() + ".log");
      try (RunningSystem running = RunningSystem.start(system, config, environment, log)) {
        running.awaitListening(door);
        send(requests, door, system.name());
        awaitQuiet(kept);
        int exit = running.stop();
        if (exit != 0) {
          throw new IOException(system.name() + " ended with code " + exit + ", see " + log);
        }
      }
    } finally {
      sinks.values().forEach(Sink::close);
    }
    return kept;
  }

  /** Sends all, and gives up if a trace may have been decided before it was whole. */
  private static void send(List<byte[]> requests, int door, String name)
      throws IOException, InterruptedException {
    try (RawClient client = new RawClient(door)) {
      client.warmUp();
      long before = System.nanoTime();
      for (byte[] request : requests) {
        client.send(request);
        long now = System.nanoTime();
        if (now - before > STALL_NANOS_MAX) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "void: %s took %.1f s for a request, told to come again %d times",
                  name,
                  (now - before) / 1e9,
                  client.refusals()));
        }
        before = now;
      }
    }
  }

  /** Waits until nothing has come for a while, after something has. */
  private static void awaitQuiet(Map<String, KeptTraces> kept) throws InterruptedException {
    long before = -1;
    for (long quiet = 0; quiet < QUIET_SECONDS; ) {
      TimeUnit.SECONDS.sleep(1);
      long now = kept.values().stream().mapToLong(KeptTraces::count).sum();
      quiet = now == before && now > 0 ? quiet + 1 : 0;
      before = now;
    }
  }

  /**
   * @return how many differences nothing explains
   */
  private static int compare(
      PolicyCase policy, List<InputTrace> input, KeptTraces ours, KeptTraces theirs) {
    Map<String, Set<String>> mine = ours.spans();
    Map<String, Set<String>> other = theirs.spans();
    Map<String, Integer> reasons = new TreeMap<>();
    Set<String> unexplained = new TreeSet<>();
    int both = 0;
    for (InputTrace trace : input) {
      Set<String> here = mine.getOrDefault(trace.id(), Set.of());
      Set<String> there = other.getOrDefault(trace.id(), Set.of());
      both += !here.isEmpty() && here.equals(there) ? 1 : 0;
      if (here.equals(there)) {
        continue;
      }
      boolean decided = here.isEmpty() != there.isEmpty();
      Quirk quirk = decided ? policy.explain(trace, there.isEmpty()) : null;
      if (quirk == null) {
        unexplained.add(
            (there.isEmpty() ? "ours only " : here.isEmpty() ? "theirs only " : "other spans ")
                + trace);
      } else {
        reasons.merge(quirk.why(), 1, Integer::sum);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-11s ours %,6d, theirs %,6d, the same %,6d%s%n",
        policy.name(),
        mine.size(),
        other.size(),
        both,
        reasons.isEmpty() && unexplained.isEmpty() ? ": identical" : "");
    reasons.forEach((why, count) -> System.out.printf(Locale.ROOT, "  %,6d %s%n", count, why));
    if (!unexplained.isEmpty()) {
      System.out.printf(Locale.ROOT, "  %,6d not listed%n", unexplained.size());
      unexplained.stream().limit(EXAMPLES).forEach(text -> System.out.println("         " + text));
    }
    return unexplained.size();
  }
}
