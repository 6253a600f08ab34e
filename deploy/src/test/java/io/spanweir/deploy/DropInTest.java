package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.codec.SpanBytesEncoder;

/** The examples for those who have a Zipkin server, as they stand in their files but for ports. */
class DropInTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final int SLOW_TRACES = 12;
  private static final long SLOW_MICROS = 1_500_000;

  @TempDir Path folder;

  @Test
  void inThePlaceOfAZipkinServer() throws Exception {
    int port = Ports.free();
    try (RunningSpanweir spanweir = RunningSpanweir.launch(environment(port), server("drop-in"))) {
      spanweir.await("Threads ");
      assertThat(spanweir.output())
          .contains("zipkin is open to other machines without TLS")
          .contains("trace_store is open to other machines without auth");
      Span span = span(1);
      assertThat(secondsUntilFound(port, span)).isLessThan(1);
      byte[] trace = get(port, "/api/v2/trace/" + span.traceId());
      assertThat(SpanBytesDecoder.JSON_V2.decodeList(trace))
          .as("what was posted, with no tag of ours")
          .contains(span);
      assertThat(text(trace)).doesNotContain("tailsampling", "spanweir");
      postSlow(port);
      assertThat(alert(port)).as("Zipkin's limit").isEqualTo(10);
      pagesOfAnywhereMayAskAndPost(port);
      assertThat(text(get(port, "/prometheus")))
          .contains("otelcol_receiver_accepted_spans{receiver=\"zipkin\"");
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
    }
  }

  /**
   * How long after 202 a search finds a trace of a service that was not there before. The best of
   * some tries: a machine that is busy stands still now and then.
   */
  private static double secondsUntilFound(int port, Span span) throws Exception {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < 5 && best >= 1; i++) {
      String service = "checkout" + (i == 0 ? "" : i);
      zipkin2.Endpoint there = zipkin2.Endpoint.newBuilder().serviceName(service).build();
      Span one = span.toBuilder().id(i + 1).localEndpoint(there).build();
      post(port, List.of(one));
      long posted = System.nanoTime();
      String search = "/api/v2/traces?serviceName=" + service;
      OtlpBackend.await("the span", () -> says(port, search, one.traceId()));
      best = Math.min(best, (System.nanoTime() - posted) / 1e9);
    }
    return best;
  }

  /** As Zipkin's server lets them, which answers all with {@code *}. */
  private static void pagesOfAnywhereMayAskAndPost(int port) throws Exception {
    String page = "Origin: http://shop.example\r\n";
    String wants = page + "Access-Control-Request-Method: ";
    String sends = "Access-Control-Request-Headers: content-type,x-grpc-web\r\n";
    assertThat(allowed(port, "GET /api/v2/services", page)).contains("*");
    assertThat(allowed(port, "OPTIONS /api/v2/traces", wants + "GET\r\n")).contains("*");
    assertThat(allowed(port, "OPTIONS /api/v2/spans", wants + "POST\r\n" + sends)).contains("*");
  }

  /** The origins whose pages may have an answer. */
  private static Optional<String> allowed(int port, String request, String headers)
      throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String head = request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      return text(socket.getInputStream().readAllBytes())
          .toLowerCase(Locale.ROOT)
          .lines()
          .filter(line -> line.startsWith("access-control-allow-origin: "))
          .map(line -> line.substring(line.indexOf(' ') + 1))
          .findFirst();
    }
  }

  @Test
  void theDefaultLimitLetsAnAlertFire() throws Exception {
    int port = Ports.free();
    List<String> arguments = new ArrayList<>(List.of(server("alert")));
    arguments.add("--set=exporters.trace_store.query_limit_default=250");
    try (RunningSpanweir spanweir =
        RunningSpanweir.launch(environment(port), arguments.toArray(String[]::new))) {
      spanweir.await("Threads ");
      postSlow(port);
      assertThat(alert(port)).isEqualTo(SLOW_TRACES);
    }
  }

  @Test
  void searchesAreOffWhereTheEnvironmentSaysSo() throws Exception {
    int port = Ports.free();
    Map<String, String> environment = environment(port);
    environment.put("SEARCH_ENABLED", "false");
    try (RunningSpanweir spanweir = RunningSpanweir.launch(environment, server("unsearched"))) {
      spanweir.await("Threads ");
      Span span = span(1);
      post(port, List.of(span));
      OtlpBackend.await("the span", () -> status(port, "/api/v2/trace/" + span.traceId()) == 200);
      assertThat(text(get(port, "/api/v2/services"))).isEqualTo("[]");
      assertThat(text(get(port, "/api/v2/traces"))).isEqualTo("[]");
    }
  }

  @Test
  void idsAndTagsAreAsTheEnvironmentSays() throws Exception {
    int port = Ports.free();
    Map<String, String> environment = environment(port);
    environment.put("STRICT_TRACE_ID", "false");
    environment.put("AUTOCOMPLETE_KEYS", "http.path,tier");
    try (RunningSpanweir spanweir = RunningSpanweir.launch(environment, server("lenient"))) {
      spanweir.await("Threads ");
      String low = "9b3c8d7e6f504132";
      post(port, List.of(span(1).toBuilder().traceId("7e1b6a1d0c5f4e2a" + low).build()));
      String half = "/api/v2/trace/" + low;
      OtlpBackend.await("the span by half its id", () -> status(port, half) == 200);
      assertThat(text(get(port, "/api/v2/autocompleteKeys"))).isEqualTo("[\"http.path\",\"tier\"]");
      String values = "/api/v2/autocompleteValues?key=http.path";
      OtlpBackend.await("its value", () -> says(port, values, "[\"/pay\"]"));
    }
  }

  @Test
  void variablesThatNothingHeedsAreNamed() throws Exception {
    Map<String, String> environment = environment(Ports.free());
    environment.put("STORAGE_TYPE", "elasticsearch");
    environment.put("ES_HOSTS", "http://user:hunter2@es:9200");
    environment.put("ZIPKIN_UI_QUERY_LIMIT", "77");
    environment.put("COLLECTOR_KAFKA_ENABLED", "true");
    environment.put("RABBIT_ADDRESSES", "rabbit:5672");
    environment.put("RABBIT_PASSWORD", "hunter2");
    List<String> validate = new ArrayList<>(List.of("validate"));
    validate.addAll(List.of(server("refused")));
    for (String[] command : List.of(server("refused"), validate.toArray(String[]::new))) {
      try (RunningSpanweir spanweir = RunningSpanweir.launch(environment, command)) {
        assertThat(spanweir.exitCode()).isEqualTo(1);
        assertThat(spanweir.output())
            .contains("STORAGE_TYPE=elasticsearch", "ES_HOSTS is set")
            .contains("ZIPKIN_UI_QUERY_LIMIT=77")
            .contains("RABBIT_ADDRESSES is set", "RABBIT_PASSWORD is set")
            .doesNotContain("hunter2", "COLLECTOR_KAFKA_ENABLED");
      }
    }
  }

  /** The old server gets all; here is what failed, and of the others what became of them. */
  @Test
  void besideAZipkinServerThatGetsAll() throws Exception {
    int zipkinPort = Ports.free();
    int port = Ports.free();
    Map<String, String> environment = new TreeMap<>();
    environment.put("ZIPKIN_URL", "http://127.0.0.1:" + zipkinPort + "/api/v2/spans");
    try (RunningSpanweir zipkin =
            RunningSpanweir.launch(environment(zipkinPort), server("zipkin"));
        RunningSpanweir beside =
            RunningSpanweir.launch(
                environment,
                "--config",
                "examples/beside-zipkin.yaml",
                "--set=receivers.zipkin.endpoint=127.0.0.1:" + port,
                "--set=exporters.trace_store.endpoint=127.0.0.1:" + port,
                "--set=exporters.trace_store.path=" + folder.resolve("beside"),
                "--set=processors.tail_sampling.decision_wait=300ms",
                "--set=service.telemetry.metrics.level=none")) {
      zipkin.await("Threads ");
      beside.await("Threads ");
      Span well = span(1);
      Span failed = span(2).toBuilder().putTag("error", "card declined").duration(10).build();
      post(port, List.of(well, failed));
      for (Span span : List.of(well, failed)) {
        String path = "/api/v2/trace/" + span.traceId();
        OtlpBackend.await("the span", () -> status(zipkinPort, path) == 200);
        assertThat(SpanBytesDecoder.JSON_V2.decodeList(get(zipkinPort, path)))
            .containsExactly(span);
      }
      OtlpBackend.await("it", () -> status(port, "/api/v2/trace/" + failed.traceId()) == 200);
      OtlpBackend.await(
          "its fate", () -> says(port, "/api/v2/trace/" + well.traceId(), "no policy kept it"));
      assertThat(status(port, "/api/v2/trace/" + well.traceId())).isEqualTo(404);
    }
  }

  private static Map<String, String> environment(int port) throws Exception {
    Map<String, String> environment = new TreeMap<>();
    environment.put("QUERY_PORT", Integer.toString(port));
    environment.put("COLLECTOR_PORT", Integer.toString(Ports.free()));
    return environment;
  }

  private String[] server(String store) {
    List<String> all = new ArrayList<>(List.of("--config", "examples/zipkin-server.yaml"));
    for (String door :
        List.of("grpc", "thrift_http", "thrift_compact", "thrift_binary", "sampling_http")) {
      all.add("--set=receivers.jaeger.protocols." + door + ".endpoint=127.0.0.1:0");
    }
    all.add("--set=exporters.trace_store.path=" + folder.resolve(store));
    all.add("--set=service.telemetry.metrics.address=127.0.0.1:" + Ports.free());
    return all.toArray(String[]::new);
  }

  private static Span span(int trace) {
    return Span.newBuilder()
        .traceId(String.format("%032x", trace + 1000))
        .id(trace)
        .name("get /pay")
        .kind(Span.Kind.SERVER)
        .timestamp(System.currentTimeMillis() * 1000 - 2 * SLOW_MICROS)
        .duration(trace == 1 ? 42_000L : SLOW_MICROS)
        .localEndpoint(zipkin2.Endpoint.newBuilder().serviceName("checkout").build())
        .putTag("http.path", "/pay")
        .build();
  }

  private static void postSlow(int port) throws Exception {
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < SLOW_TRACES; i++) {
      spans.add(span(i + 2));
    }
    post(port, spans);
    String last = "/api/v2/trace/" + spans.get(SLOW_TRACES - 1).traceId();
    OtlpBackend.await("the slow traces", () -> status(port, last) == 200);
  }

  /** What people run every minute, to be told when more than 10 traces come back. */
  private static int alert(int port) throws Exception {
    String query =
        "/api/v2/traces?endTs=%d&lookback=3600000&minDuration=1000000"
            .formatted(System.currentTimeMillis());
    return SpanBytesDecoder.JSON_V2.decodeList(flat(get(port, query))).size();
  }

  /** Traces of one span each: a list of lists as one list. */
  private static byte[] flat(byte[] traces) {
    String text = text(traces);
    return text.substring(1, text.length() - 1)
        .replace("],[", ",")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static void post(int port, List<Span> spans) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/spans"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(SpanBytesEncoder.JSON_V2.encodeList(spans)))
            .build();
    assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
        .isEqualTo(202);
  }

  private static int status(int port, String path) {
    try {
      return answer(port, path).statusCode();
    } catch (IOException e) {
      return 0; // it isn't up yet
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean says(int port, String path, String words) {
    try {
      return text(get(port, path)).contains(words);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] get(int port, String path) throws IOException, InterruptedException {
    return answer(port, path).body();
  }

  private static HttpResponse<byte[]> answer(int port, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
