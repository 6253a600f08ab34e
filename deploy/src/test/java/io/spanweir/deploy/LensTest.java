package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.spanweir.testkit.Ports;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import zipkin2.codec.SpanBytesEncoder;

/**
 * Lens, Zipkin's UI, over the trace store, in a real browser: traces are searched and one is
 * opened. Needs Chromium in the path, or named by {@code -Dspanweir.chromium}; is skipped without.
 * The pictures of the README are what it sees:
 *
 * <pre>
 * mvn -pl deploy -am test -Dtest=LensTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dsurefire.argLine="-Dspanweir.pictures=$PWD/docs/images"
 * </pre>
 */
@Timeout(180)
class LensTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder;

  private String lens = "";
  private Chromium page;

  @Test
  void tracesAreSearchedAndOneIsOpened() throws Exception {
    String program = Chromium.program();
    assumeFalse(
        program.isEmpty(),
        "no browser: install Chromium, or name it with -Dspanweir.chromium=PROGRAM");
    int port = Ports.free();
    try (RunningSpanweir spanweir = spanweir(port);
        Chromium chromium =
            Chromium.start(program, Files.createDirectory(folder.resolve("profile")), 1280, 980)) {
      page = chromium;
      spanweir.await("Threads ");
      lens = "http://127.0.0.1:" + port + "/zipkin/";
      shop(port);
      searches();
      opensTheFailedOne();
      saysWhatBecameOfADroppedOne();
    }
  }

  private RunningSpanweir spanweir(int port) throws Exception {
    Path overlay =
        Files.writeString(
            folder.resolve("overlay.yaml"),
            """
            receivers:
              otlp: {protocols: {grpc: {endpoint: "127.0.0.1:0"}, http: {endpoint: "127.0.0.1:0"}}}
              zipkin: {endpoint: "127.0.0.1:%1$d"}
            processors:
              tail_sampling:
                decision_wait: 300ms
                policies:
                  - {name: errors, type: error_signals}
                  - {name: slow, type: latency, latency: {threshold_ms: 500}}
            exporters: {trace_store: {endpoint: "127.0.0.1:%1$d"}}
            service:
              telemetry: {metrics: {level: none}}
              pipelines: {traces: {receivers: [otlp, zipkin]}}
            """
                .formatted(port));
    return RunningSpanweir.launch(
        Map.of("XDG_DATA_HOME", folder.toString()),
        "--config",
        "examples/spanweir.yaml",
        "--config",
        overlay.toString());
  }

  private static void shop(int port) throws Exception {
    String api = "http://127.0.0.1:" + port + "/api/v2/";
    byte[] spans =
        SpanBytesEncoder.JSON_V2.encodeList(ShopTraces.before(System.currentTimeMillis()));
    HttpRequest post =
        HttpRequest.newBuilder(URI.create(api + "spans"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(spans))
            .build();
    assertThat(CLIENT.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(202);
    HttpRequest get = HttpRequest.newBuilder(URI.create(api + "traces?limit=10")).build();
    String found = "";
    while (!found.contains(ShopTraces.CHECKOUT)
        || !found.contains(ShopTraces.HISTORY)
        || !found.contains(ShopTraces.LOGIN)) {
      Thread.sleep(50);
      found = CLIENT.send(get, HttpResponse.BodyHandlers.ofString()).body();
    }
    assertThat(found).doesNotContain(ShopTraces.BROWSE);
  }

  private void searches() throws Exception {
    search("serviceName=gateway", traces(3));
    assertThat(page.words())
        .containsSubsequence("post /checkout", "get /orders", "post /login")
        .doesNotContain("get /products");
    picture("lens-search.png");
    search(
        "annotationQuery=" + URLEncoder.encode("error=card declined", StandardCharsets.UTF_8),
        traces(1));
    assertThat(page.words()).contains("post /checkout").doesNotContain("post /login");
    search("minDuration=500ms", traces(2));
    assertThat(page.words())
        .contains("post /checkout", "get /orders")
        .doesNotContain("post /login");
  }

  private void search(String question, String answer) throws Exception {
    page.open(lens + "?" + question + "&lookback=15m&limit=10");
    page.click("Run query");
    page.await(answer);
    assertThat(page.complaints()).as(question).isEmpty();
  }

  private static String traces(int count) {
    return "document.body.innerText.split('SHOW').length == " + (count + 1);
  }

  private void opensTheFailedOne() throws Exception {
    page.open(lens + "traces/" + ShopTraces.CHECKOUT);
    page.awaitWords("post /charge");
    assertThat(page.words())
        .containsSubsequence(
            "Total Spans\n14",
            "gateway: post /checkout",
            "auth: post /token/verify",
            "user-db: select")
        .containsSubsequence(
            "order: post /orders", "order-db: select\n868ms", "payment: post /charge")
        .containsSubsequence(
            "tailsampling.policy", "errors",
            "tailsampling.reason", "decision_wait",
            "tailsampling.trace_duration_ms", "1420");
    page.click("payment: post /charge");
    page.awaitWords("card declined");
    picture("lens-trace.png");
    assertThat(page.complaints()).isEmpty();
  }

  /** Whoever opens its address sees why; whoever comes by way of Lens sees that too. */
  private void saysWhatBecameOfADroppedOne() throws Exception {
    String why = "no policy kept it (errors: no, slow: no)";
    page.open(lens + "traces/" + ShopTraces.BROWSE);
    page.awaitWords(why);
    assertThat(page.words()).contains("not here", ShopTraces.BROWSE, "dropped at 20", "3 spans");
    page.click("Search the traces that are kept");
    page.awaitWords("Please select criteria");
    page.ask(
        "(history.pushState({}, '', '/zipkin/traces/%s'), dispatchEvent(new PopStateEvent('popstate')))"
            .formatted(ShopTraces.BROWSE));
    page.awaitWords("No trace found: dropped at 20");
    assertThat(page.words()).contains(why);
    URI trace = URI.create(lens + "api/v2/trace/" + ShopTraces.BROWSE);
    HttpRequest get = HttpRequest.newBuilder(trace).build();
    assertThat(CLIENT.send(get, HttpResponse.BodyHandlers.ofString()).body())
        .contains(ShopTraces.BROWSE + " not found", "dropped at 20", why);
  }

  private void picture(String name) throws Exception {
    String into = System.getProperty("spanweir.pictures", "");
    if (!into.isEmpty()) {
      Thread.sleep(500);
      page.screenshot(Files.createDirectories(Path.of(into)).resolve(name));
    }
  }
}
