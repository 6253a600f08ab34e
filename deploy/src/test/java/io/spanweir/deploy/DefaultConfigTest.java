package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a new user sees: the built-in configuration on ports of its own, as on a terminal. */
class DefaultConfigTest {
  private static final String FAILED = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final long START_MILLIS = 1_767_225_600_000L;
  private static final int PLAIN = 40;
  private static final Pattern STATUS =
      Pattern.compile("-- held 0 traces \\(0 spans\\), kept (\\d+), dropped (\\d+)");
  private static final String SLOW = "5bf92f3577b34da6a3ce929d0e0e4736";

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void saysWhereWhatAndWhy() throws Exception {
    int grpc = Ports.free();
    int http = Ports.free();
    int metrics = Ports.free();
    int zipkin = Ports.free();
    int sampling = Ports.free();
    Path ports = ports(grpc, http, zipkin, sampling, metrics);
    try (RunningSpanweir spanweir =
        RunningSpanweir.launch(
            Map.of("JAVA_TOOL_OPTIONS", "-Dspanweir.terminal=true"),
            "--config",
            "examples/spanweir.yaml",
            "--config",
            ports.toString())) {
      spanweir.await("Threads ");
      assertThat(spanweir.output()).contains(banner(grpc, http, zipkin, metrics));
      assertThat(ask(get(zipkin, "/zipkin/config.json")))
          .as("enough for an alert on more than ten traces")
          .contains("\"queryLimit\":250");
      assertThat(ask(get(sampling, "/sampling?service=checkout")))
          .as("what a client of Jaeger is to sample")
          .contains("\"samplingRate\":1");
      send(http, FAILED, 42, 2);
      send(http, SLOW, 1200, 0);
      for (int i = 0; i < PLAIN; i++) {
        send(http, String.format("%032x", i + 1), 10, 0);
      }
      spanweir.await(FAILED);
      spanweir.await(SLOW);
      assertThat(spanweir.output().lines().filter(line -> line.contains(FAILED)).toList())
          .singleElement()
          .asString()
          .matches(
              "\\d\\d:\\d\\d:\\d\\d "
                  + FAILED
                  + " POST /pay +checkout +42\\.0 ms +1 span +ERR errors");
      assertThat(spanweir.output())
          .containsPattern(SLOW + " POST /pay +checkout +1\\.20 s +1 span +slow");
      saysWhyByTags(zipkin);
      spanweir.await("-- held 0 traces");
      Matcher status = STATUS.matcher(spanweir.output());
      assertThat(status.find()).as(spanweir.output()).isTrue();
      int kept = Integer.parseInt(status.group(1));
      assertThat(kept).isBetween(2, PLAIN / 2);
      assertThat(Integer.parseInt(status.group(2))).isEqualTo(PLAIN + 2 - kept);
      books(metrics, kept);
      machine(metrics);
      assertThat(spanweir.terminate()).isZero();
      assertThat(spanweir.output())
          .contains(
              ("stopped: %d spans received, %d dropped by decision,"
                      + " exported %d by debug and %d by trace_store")
                  .formatted(PLAIN + 2, PLAIN + 2 - kept, kept, kept))
          .doesNotContain("WARN", "does not balance");
    }
  }

  /** To lay over the file, so that what listens on its ports is not in the way. */
  private Path ports(int grpc, int http, int zipkin, int sampling, int metrics) throws IOException {
    return Files.writeString(
        folder.resolve("ports.yaml"),
        """
            receivers:
              otlp:
                protocols:
                  grpc: {endpoint: "127.0.0.1:%d"}
                  http: {endpoint: "127.0.0.1:%d"}
              zipkin: {endpoint: "127.0.0.1:%d"}
              jaeger:
                protocols:
                  grpc: {endpoint: "127.0.0.1:0"}
                  thrift_http: {endpoint: "127.0.0.1:0"}
                  thrift_compact: {endpoint: "127.0.0.1:0"}
                  thrift_binary: {endpoint: "127.0.0.1:0"}
                  sampling_http: {endpoint: "127.0.0.1:%d"}
            processors: {tail_sampling: {decision_wait: 1500ms}}
            exporters:
              trace_store: {endpoint: "127.0.0.1:%d", path: "%s", max_bytes: 1GiB}
            service: {telemetry: {metrics: {address: "127.0.0.1:%d"}}}
            """
            .formatted(grpc, http, zipkin, sampling, zipkin, folder.resolve("store"), metrics));
  }

  private String[] banner(int grpc, int http, int zipkin, int metrics) {
    return List.of(
            "Send spans to      OTLP/gRPC  127.0.0.1:" + grpc,
            "                   OTLP/HTTP  http://127.0.0.1:" + http + "/v1/traces",
            "                   Zipkin     http://127.0.0.1:" + zipkin + "/api/v2/spans",
            "Sampling           each trace is decided 1.5s after its first span",
            "                   kept by errors, debug, slow, share",
            "                   buffer_bytes 192MiB, when full new spans are refused",
            "                   num_traces: as many as the buffer has room for",
            "                   decision_cache: the last 131,072 kept and 1,048,576 dropped",
            "Kept traces go to  http://127.0.0.1:" + zipkin + "/zipkin/",
            "                   " + folder.resolve("store"),
            "                   at most 1GiB, 7 days",
            "                   this terminal, a line each",
            "Own metrics        http://127.0.0.1:" + metrics + "/metrics")
        .toArray(String[]::new);
  }

  /** Policy, reason and duration are tags of what is kept, and found by them. */
  private void saysWhyByTags(int port) throws Exception {
    for (String tag :
        List.of(
            "tailsampling.policy=slow",
            "tailsampling.reason=decision_wait and tailsampling.policy=slow",
            "tailsampling.trace_duration_ms=1200")) {
      String query =
          "/api/v2/traces?endTs=%d&lookback=3600000&annotationQuery=%s"
              .formatted(START_MILLIS + 60_000, URLEncoder.encode(tag, StandardCharsets.UTF_8));
      HttpRequest request = get(port, query);
      OtlpBackend.await(tag, () -> ask(request).contains(SLOW));
      assertThat(ask(request))
          .as(tag)
          .contains(
              "\"tailsampling.policy\":\"slow\"",
              "\"tailsampling.reason\":\"decision_wait\"",
              "\"tailsampling.trace_duration_ms\":\"1200\"")
          .doesNotContain(FAILED);
    }
  }

  private static HttpRequest get(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  private String ask(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void books(int port, int kept) throws Exception {
    MetricsPage page = MetricsPage.settled(port);
    page.assertBalanced();
    assertThat(page.components())
        .containsExactly(
            "exporter:debug",
            "exporter:trace_store",
            "receiver:jaeger",
            "receiver:otlp",
            "receiver:zipkin",
            "traces:dependencies",
            "traces:tail_sampling");
    assertThat(page.spans("receiver:otlp", "kept")).isEqualTo(PLAIN + 2);
    assertThat(page.spans("traces:tail_sampling", "received")).isEqualTo(PLAIN + 2);
    assertThat(page.spans("traces:tail_sampling", "kept")).isEqualTo(kept);
    assertThat(page.spans("exporter:debug", "received")).isEqualTo(kept);
    assertThat(page.sum("otelcol_processor_tail_sampling_count_traces_sampled")).isEqualTo(kept);
  }

  private static void machine(int port) throws Exception {
    MetricsPage page = new MetricsPage(RunningSpanweir.metrics(port));
    assertThat(page.sum("otelcol_receiver_accepted_spans", "receiver=\"otlp\""))
        .isEqualTo(page.spans("receiver:otlp", "kept"));
    assertThat(page.sum("otelcol_processor_incoming_items", "tail_sampling")).isPositive();
    assertThat(page.sum("otelcol_process_cpu_seconds")).isPositive();
    assertThat(page.sum("otelcol_process_memory_rss")).isGreaterThan(10_000_000);
    assertThat(page.sum("spanweir_limit_direct_bytes")).isEqualTo(268_435_456);
    assertThat(page.has("spanweir_loop_gap_seconds", "loop=\"event-loop\"")).isTrue();
  }

  private void send(int port, String traceId, int millis, int status) throws Exception {
    String body =
        """
        {"resourceSpans":[{
          "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"checkout"}}]},
          "scopeSpans":[{"spans":[{
            "traceId":"%s","spanId":"00f067aa0ba902b7","name":"POST /pay","kind":2,
            "startTimeUnixNano":"%d000000","endTimeUnixNano":"%d000000",
            "status":{"code":%d}}]}]}]}"""
            .formatted(traceId, START_MILLIS, START_MILLIS + millis, status);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/traces"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
  }
}
