package io.spanweir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/**
 * Spanweir as it is packaged, in the place of a Zipkin server: the example for that, as it stands
 * in its file but for ports, as a process whose class path has nothing of any client.
 */
final class Spanweir implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final Path ROOT = Path.of(System.getProperty("spanweir.root"));

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Door, Integer> ports = new TreeMap<>();
  private final Path said;
  private final Process process;

  /** Where clients come in. */
  enum Door {
    ZIPKIN,
    SCRIBE,
    JAEGER_GRPC("grpc"),
    JAEGER_HTTP("thrift_http"),
    JAEGER_COMPACT("thrift_compact"),
    JAEGER_BINARY("thrift_binary"),
    JAEGER_SAMPLING("sampling_http");

    /** Among {@code protocols} of the jaeger receiver; empty for doors that variables tell. */
    private final String key;

    Door() {
      this("");
    }

    Door(String key) {
      this.key = key;
    }
  }

  private Spanweir(Path folder, Map<String, String> environment, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-XX:MaxDirectMemorySize=256m",
                "-Dspanweir.direct.bytes=134217728",
                "-cp",
                ROOT.resolve("deploy/target/dist/lib") + "/*",
                "io.spanweir.deploy.Main",
                "--config=" + example("zipkin-server.yaml"),
                "--set=exporters.trace_store.path=" + folder.resolve("traces"),
                "--set=service.telemetry.metrics.level=none"));
    for (Door door : Door.values()) {
      int port = Ports.free();
      ports.put(door, port);
      if (!door.key.isEmpty()) {
        command.add(
            "--set=receivers.jaeger.protocols.%s.endpoint=127.0.0.1:%d".formatted(door.key, port));
      }
    }
    command.addAll(List.of(more));
    said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("QUERY_PORT", Integer.toString(port(Door.ZIPKIN)));
    builder.environment().put("COLLECTOR_PORT", Integer.toString(port(Door.SCRIBE)));
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /**
   * Starts one, and does not wait until it is up: {@link #awaitStart} does.
   *
   * @param folder what it writes is in there
   * @param environment variables besides those that tell its ports
   * @param more arguments
   */
  static Spanweir start(Path folder, Map<String, String> environment, String... more)
      throws IOException {
    return new Spanweir(folder, environment, more);
  }

  /** The file of an example. */
  static Path example(String name) {
    return ROOT.resolve("deploy/examples").resolve(name);
  }

  /** Waits until all its doors are open. */
  void awaitStart() throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!said().contains("Threads ")) {
      assertThat(process.isAlive() && System.nanoTime() < deadline).as(said()).isTrue();
      Thread.sleep(20);
    }
  }

  int port(Door door) {
    return ports.get(door);
  }

  /** What a client is told to send to. */
  String url(Door door, String path) {
    return "http://127.0.0.1:" + port(door) + path;
  }

  /** What it has said so far. */
  String said() throws IOException {
    return Files.readString(said, StandardCharsets.UTF_8);
  }

  /** What the query API gives back of a trace, once it has that many spans. */
  List<Span> trace(String traceId, int spans) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url(Door.ZIPKIN, "/api/v2/trace/" + traceId))).build();
    List<Span> trace = List.of();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (trace.size() < spans) {
      assertThat(process.isAlive() && System.nanoTime() < deadline)
          .as("%d spans of %s; there are %s\n%s", spans, traceId, trace, said())
          .isTrue();
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() == 200) {
        trace = SpanBytesDecoder.JSON_V2.decodeList(answer.body());
      }
      if (trace.size() < spans) {
        Thread.sleep(20);
      }
    }
    return trace;
  }

  /** Ends it as it is ended in earnest: with SIGTERM, and nothing to complain about. */
  @Override
  public void close() throws IOException {
    process.toHandle().destroy();
    try {
      process.waitFor(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean alive = process.isAlive();
    process.destroyForcibly();
    assertThat(alive).as("it does not end\n%s", said()).isFalse();
    assertThat(process.exitValue()).as(said()).isZero();
    assertThat(said()).doesNotContain("ERROR");
  }
}
