package io.spanweir.deploy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.LoadedConfig;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.pipeline.Graph;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.runtime.EventLoops;
import io.spanweir.core.runtime.SystemClock;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.Telemetry;
import io.spanweir.testkit.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server of Zipkin's API with nothing in it: our receiver and store in this process, with the
 * settings of a drop-in, or, where a jar of Zipkin's is given, that.
 */
final class ZipkinAtHand implements Closeable {
  private static final String JAR = System.getProperty("spanweir.zipkin.server", "");
  private static final long PATIENCE_MILLIS = 60_000;

  private static final String CONFIGURATION =
      """
      receivers:
        zipkin: {endpoint: "127.0.0.1:${env:PORT}"}
      exporters:
        trace_store:
          endpoint: "127.0.0.1:${env:PORT}"
          path: "${env:DIRECTORY}"
          query_limit_default: 10
          strict_trace_id: ${env:STRICT}
          search_enabled: ${env:SEARCH}
          autocomplete_keys: [KEYS]
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces: {receivers: [zipkin], exporters: [trace_store]}
      """;

  private final int port;
  private final Closeable running;

  private ZipkinAtHand(int port, Closeable running) {
    this.port = port;
    this.running = running;
  }

  /** Starts one and waits until it listens. */
  static ZipkinAtHand start(boolean strict, boolean search, List<String> keys) throws IOException {
    int port = Ports.free();
    String autocomplete = String.join(",", keys);
    return new ZipkinAtHand(
        port,
        JAR.isEmpty()
            ? spanweir(port, strict, search, autocomplete)
            : zipkin(port, strict, search, autocomplete));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() throws IOException {
    running.close();
  }

  private static Closeable spanweir(int port, boolean strict, boolean search, String keys)
      throws IOException {
    Path directory = Files.createTempDirectory("spanweir-store");
    Map<String, String> environment =
        Map.of(
            "PORT", "" + port,
            "DIRECTORY", directory.toString(),
            "STRICT", "" + strict,
            "SEARCH", "" + search);
    LoadedConfig loaded =
        ConfigLoader.load(
            List.of(ConfigSource.text("kit", CONFIGURATION.replace("KEYS", keys))),
            Catalog.of(Distribution.factories()),
            environment::get);
    CollectorConfig config = loaded.config();
    if (config == null) {
      throw new AssertionError(loaded.render(200));
    }
    Clock clock = SystemClock.INSTANCE;
    Ledger ledger = new Ledger();
    EventLoops loops = new EventLoops(clock, 1, 0);
    Assembly assembly =
        new Assembly(
            config.components(),
            loops,
            new Pools(new ChunkPool(16 << 20, 1 << 20), new BatchPool(4)),
            new Telemetry(new SimpleMeterRegistry(), ledger, new DistinctErrors(clock)),
            Machine.limits(),
            RunningExtensions.NONE,
            new HttpListeners());
    Graph graph = Graph.build(config.pipelines(), assembly.ids(Kind.CONNECTOR), assembly, ledger);
    graph.start();
    return () -> {
      graph.shutdown(clock.nanoTime());
      while (!graph.advanceShutdown(clock.nanoTime())) {
        sleep(1);
      }
      loops.close();
      delete(directory);
    };
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Closeable zipkin(int port, boolean strict, boolean search, String keys)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            JAR,
            "--armeria.ports[0].ip=127.0.0.1",
            "--armeria.ports[0].port=" + port,
            "--armeria.ports[0].protocols[0]=http");
    builder.environment().put("STRICT_TRACE_ID", "" + strict);
    builder.environment().put("SEARCH_ENABLED", "" + search);
    builder.environment().put("AUTOCOMPLETE_KEYS", keys);
    Process process =
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    Closeable ended = () -> end(process);
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!listens(port)) {
      if (!process.isAlive() || System.currentTimeMillis() > deadline) {
        end(process);
        throw new IOException("the server of " + JAR + " does not start");
      }
      sleep(50);
    }
    return ended;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void end(Process process) throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void sleep(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
