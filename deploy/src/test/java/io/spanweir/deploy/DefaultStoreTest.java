package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zipkin2.DependencyLink;
import zipkin2.Endpoint;
import zipkin2.Span;
import zipkin2.codec.DependencyLinkBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;
import zipkin2.internal.DependencyLinker;

/** The store of the built-in configuration, behind its sampling. */
class DefaultStoreTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final double SECONDS_PROMISED = 2;

  @TempDir Path folder;

  private final int port = Ports.free();

  @Test
  void linksAreOfAllSpansAlsoAfterARestart() throws Exception {
    List<Span> shop = ShopTraces.before(System.currentTimeMillis());
    List<DependencyLink> all = links(shop, trace -> true);
    assertThat(links(shop, trace -> !trace.equals(ShopTraces.BROWSE)))
        .as("what the traces that are kept have")
        .isNotEqualTo(all);
    try (RunningSpanweir spanweir = spanweir()) {
      post(shop);
      OtlpBackend.await(
          "what became of them", () -> get("trace/" + ShopTraces.BROWSE).contains("dropped at "));
      OtlpBackend.await("the links", () -> links().equals(all));
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
    }
    try (RunningSpanweir again = spanweir()) {
      assertThat(links()).isEqualTo(all);
      assertThat(again.terminate()).as(again.output()).isZero();
    }
  }

  /** The best of some tries: a machine that is busy stands still now and then. */
  @Test
  void tracesAreFoundSoonAfterTheirDecision() throws Exception {
    try (RunningSpanweir spanweir = spanweir()) {
      double best = Double.MAX_VALUE;
      for (int i = 1; i <= 5 && best >= SECONDS_PROMISED; i++) {
        best = Math.min(best, secondsUntilFound(spanweir, i));
      }
      assertThat(best).isLessThan(SECONDS_PROMISED);
    }
  }

  private double secondsUntilFound(RunningSpanweir spanweir, int number) throws Exception {
    String id = "7e1b6a1d0c5f4e2a%016x".formatted(number);
    String service = "service" + number;
    post(
        List.of(
            Span.newBuilder()
                .traceId(id)
                .id(number)
                .timestamp(System.currentTimeMillis() * 1000)
                .duration(1000)
                .localEndpoint(Endpoint.newBuilder().serviceName(service).build())
                .putTag("error", "out of paper")
                .build()));
    spanweir.await(id); // the line that the terminal has of what is kept
    long decided = System.nanoTime();
    OtlpBackend.await("it", () -> get("traces?serviceName=" + service).contains(id));
    return (System.nanoTime() - decided) / 1e9;
  }

  private RunningSpanweir spanweir() throws Exception {
    Path overlay =
        Files.writeString(
            folder.resolve("overlay.yaml"),
            """
            receivers: {zipkin: {endpoint: "127.0.0.1:%1$d"}}
            processors:
              tail_sampling:
                decision_wait: 300ms
                policies:
                  - {name: errors, type: error_signals}
                  - {name: slow, type: latency, latency: {threshold_ms: 500}}
            exporters: {trace_store: {endpoint: "127.0.0.1:%1$d"}}
            service:
              telemetry: {metrics: {level: none}}
              pipelines: {traces: {receivers: [zipkin]}}
            """
                .formatted(port));
    RunningSpanweir spanweir =
        RunningSpanweir.launch(
            Map.of(
                "XDG_DATA_HOME",
                folder.toString(),
                "JAVA_TOOL_OPTIONS",
                "-Dspanweir.terminal=true"),
            "--config",
            "examples/spanweir.yaml",
            "--config",
            overlay.toString());
    spanweir.await("Threads ");
    return spanweir;
  }

  /** What Zipkin makes of whole traces. */
  private static List<DependencyLink> links(List<Span> spans, Predicate<String> traces) {
    DependencyLinker linker = new DependencyLinker();
    spans.stream()
        .filter(span -> traces.test(span.traceId()))
        .collect(Collectors.groupingBy(Span::traceId))
        .values()
        .forEach(linker::putTrace);
    return sorted(linker.link());
  }

  private List<DependencyLink> links() {
    String json = get("dependencies?endTs=" + (System.currentTimeMillis() + 60_000));
    return sorted(DependencyLinkBytesDecoder.JSON_V1.decodeList(json.getBytes()));
  }

  private static List<DependencyLink> sorted(List<DependencyLink> links) {
    return links.stream()
        .sorted(Comparator.comparing(DependencyLink::parent).thenComparing(DependencyLink::child))
        .toList();
  }

  private void post(List<Span> spans) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("spans"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(SpanBytesEncoder.JSON_V2.encodeList(spans)))
            .build();
    assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(202);
  }

  private String get(String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri(path)).build();
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + "/api/v2/" + path);
  }
}
