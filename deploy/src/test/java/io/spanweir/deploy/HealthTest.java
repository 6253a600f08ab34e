package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load balancer's probe sees of a whole process: 200 while it runs, 503 while it drains. */
class HealthTest {
  private static final String CONFIGURATION =
      """
      receivers:
        otlp:
          protocols:
            grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
            http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}
      extensions:
        health_check: {endpoint: "127.0.0.1:${env:HEALTH_PORT}"}
      service:
        extensions: [health_check]
        shutdown_timeout: 10m
        telemetry:
          metrics: {level: none}
          logs: {encoding: json, initial_fields: {site: "a\\"b"}, output_paths: [stdout, "${env:LOG_FILE}"]}
        pipelines:
          traces: {receivers: [otlp], exporters: [otlp]}
      """;

  private static HttpResponse<String> ask(int port) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void probesSeeThatItDrains(@TempDir Path directory) throws Exception {
    Map<String, String> environment = new TreeMap<>();
    Path log = directory.resolve("own.log");
    Files.writeString(log, "of the run before\n");
    environment.put("LOG_FILE", log.toString());
    for (String port : new String[] {"GRPC_PORT", "HTTP_PORT", "BACKEND_PORT", "HEALTH_PORT"}) {
      environment.put(port, Integer.toString(Ports.free()));
    }
    int health = Integer.parseInt(environment.get("HEALTH_PORT"));
    try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment);
        LoadClient client =
            new LoadClient(
                Integer.parseInt(environment.get("GRPC_PORT")),
                Integer.parseInt(environment.get("HTTP_PORT")))) {
      OtlpBackend.await("a good answer", () -> statusOf(health) == 200);
      assertThat(ask(health).body()).startsWith("{\"status\":\"Server available\",\"upSince\":");
      client.send(3);
      spanweir.askToStop();
      spanweir.await("stopping: ");
      HttpResponse<String> draining = ask(health);
      assertThat(draining.statusCode()).isEqualTo(503);
      assertThat(draining.body()).contains("Server not available");
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
      // Its backend is not there, and it says so.
      assertThat(spanweir.output())
          .containsPattern(
              "(?m)^\\{\"level\":\"\\w+\",\"ts\":\\d+\\.\\d{3},.*,\"site\":\"a\\\\\"b\"}$");
      assertLogged(log, spanweir.output());
    }
  }

  /** The file goes on where the run before ended, and has every line that the console has. */
  private static void assertLogged(Path log, String console) throws Exception {
    List<String> lines = Files.readAllLines(log);
    assertThat(lines.get(0)).isEqualTo("of the run before");
    List<String> shown = console.lines().filter(line -> line.startsWith("{\"level\"")).toList();
    assertThat(shown).isNotEmpty();
    assertThat(lines.subList(1, lines.size())).containsExactlyElementsOf(shown);
  }

  private static int statusOf(int port) {
    try {
      return ask(port).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
