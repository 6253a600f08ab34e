package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spanweir.testkit.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/**
 * A real Zipkin server behind Spanweir: what its API gives back is what was posted to us. The
 * server's jar has 86 MB, so that the build does not fetch it; what is in Maven's local repository
 * is taken, or a file that is named:
 *
 * <pre>
 * mvn dependency:get -Dartifact=io.zipkin:zipkin-server:3.6.1:jar:slim
 * mvn -pl deploy -am test -Dtest=ZipkinServerTest -Dsurefire.failIfNoSpecifiedTests=false
 * mvn dependency:copy -Dartifact=io.zipkin:zipkin-server:3.6.1:jar:slim -DoutputDirectory=/tmp
 * mvn -pl deploy -am test -Dtest=ZipkinServerTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dspanweir.zipkin.server=/tmp/zipkin-server-3.6.1-slim.jar
 * </pre>
 */
@Timeout(180)
class ZipkinServerTest {
  /** Surefire says where the local repository is. */
  private static final String FETCHED =
      System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository")
          + "/io/zipkin/zipkin-server/3.6.1/zipkin-server-3.6.1-slim.jar";

  private static final String JAR = System.getProperty("spanweir.zipkin.server", FETCHED);
  private static final Path FILES = Path.of("../receivers/src/test/resources");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final long PATIENCE_MILLIS = 60_000;

  private static final String CONFIGURATION =
      """
      receivers:
        zipkin/json: {endpoint: "127.0.0.1:${env:JSON_PORT}"}
        zipkin/proto: {endpoint: "127.0.0.1:${env:PROTO_PORT}"}
      exporters:
        zipkin/json: {endpoint: "http://127.0.0.1:${env:ZIPKIN_PORT}/api/v2/spans"}
        zipkin/proto:
          endpoint: "http://127.0.0.1:${env:ZIPKIN_PORT}/api/v2/spans"
          format: proto
          compression: gzip
      service:
        telemetry: {metrics: {level: none}}
        pipelines:
          traces/json: {receivers: [zipkin/json], exporters: [zipkin/json]}
          traces/proto: {receivers: [zipkin/proto], exporters: [zipkin/proto]}
      """;

  @Test
  void givesBackWhatWasPostedToUs() throws Exception {
    String skipped =
        "skipped: no Zipkin server in %s; the comment of ZipkinServerTest says how to get it";
    if (!new File(JAR).isFile()) {
      System.err.println(skipped.formatted(JAR));
    }
    assumeTrue(new File(JAR).isFile(), skipped.formatted(JAR));
    Map<String, String> ports = new TreeMap<>();
    for (String name : List.of("JSON_PORT", "PROTO_PORT", "ZIPKIN_PORT")) {
      ports.put(name, Integer.toString(Ports.free()));
    }
    Process server = server(ports.get("ZIPKIN_PORT"));
    try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, ports)) {
      String zipkin = "http://127.0.0.1:" + ports.get("ZIPKIN_PORT");
      awaitText(zipkin + "/health", "UP");
      check(zipkin, ports.get("JSON_PORT"), "zipkin-v2-json/messaging-kafka.json");
      check(zipkin, ports.get("JSON_PORT"), "zipkin-v2-json/smartthings-mobile-web-install.json");
      check(zipkin, ports.get("PROTO_PORT"), "zipkin-v2-json/messaging.json");
      check(zipkin, ports.get("PROTO_PORT"), "zipkin-v2-json/skew.json");
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
    } finally {
      server.destroy();
    }
  }

  private static Process server(String port) throws IOException {
    Path log = Files.createTempFile("zipkin", ".log");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-jar",
            JAR,
            "--armeria.ports[0].ip=127.0.0.1",
            "--armeria.ports[0].port=" + port,
            "--armeria.ports[0].protocols[0]=http")
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Posts a file of spans to us and asks the server for each of its traces. */
  private static void check(String zipkin, String port, String file) throws Exception {
    byte[] body = Files.readAllBytes(FILES.resolve(file));
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/spans"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(202);
    Map<String, List<Span>> traces = new LinkedHashMap<>();
    for (Span span : SpanBytesDecoder.JSON_V2.decodeList(body)) {
      traces.computeIfAbsent(span.traceId(), id -> new ArrayList<>()).add(span);
    }
    for (Map.Entry<String, List<Span>> trace : traces.entrySet()) {
      assertThat(sorted(awaitTrace(zipkin, trace.getKey(), trace.getValue().size())))
          .as(file)
          .isEqualTo(sorted(trace.getValue()));
    }
  }

  private static List<Span> sorted(List<Span> spans) {
    return spans.stream().sorted(Comparator.comparing(Span::toString)).toList();
  }

  private static List<Span> awaitTrace(String zipkin, String id, int size) throws Exception {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    List<Span> spans = List.of();
    while (spans.size() < size && System.currentTimeMillis() < deadline) {
      byte[] answer = get(zipkin + "/api/v2/trace/" + id);
      boolean found = answer.length > 0 && answer[0] == '[';
      spans = found ? SpanBytesDecoder.JSON_V2.decodeList(answer) : List.of();
      Thread.sleep(50);
    }
    return spans;
  }

  private static void awaitText(String uri, String text) throws Exception {
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    String said = "";
    while (!said.contains(text) && System.currentTimeMillis() < deadline) {
      said = new String(get(uri), StandardCharsets.UTF_8);
      Thread.sleep(200);
    }
    assertThat(said).contains(text);
  }

  private static byte[] get(String uri) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(uri)).build();
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    } catch (IOException e) {
      return new byte[0]; // it isn't up yet
    }
  }
}
