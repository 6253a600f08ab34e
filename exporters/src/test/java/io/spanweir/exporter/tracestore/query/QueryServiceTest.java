package io.spanweir.exporter.tracestore.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.door.CorsConfig;
import io.spanweir.core.door.Door;
import io.spanweir.core.door.Endpoint;
import io.spanweir.core.door.HttpServerSettings;
import io.spanweir.core.telemetry.DecisionSource;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.core.telemetry.TraceFate.Vote;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.tracestore.StoredTrace;
import io.spanweir.exporter.tracestore.TraceId;
import io.spanweir.testkit.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/**
 * The API and the UI over HTTP. What is wrong with a query is said as a Zipkin server 3.6.1 says
 * it: the texts here are its answers.
 */
class QueryServiceTest {
  private static final CorsConfig CORS =
      new CorsConfig(List.of("https://shop.example"), List.of(), List.of(), 60);

  private final Stage stage = Stage.real();
  private final Settings settings = Fixtures.settings("trace_store", stage.loops());
  private final FakeStore store = new FakeStore();
  private final HttpClient client = HttpClient.newHttpClient();
  private Door door;

  @BeforeEach
  void open() throws IOException {
    QueryService service =
        new QueryService(
            settings, stage.loops().workLoop(), store, QueryConfig.of(10, true, true), CORS);
    HttpServerSettings server =
        HttpServerSettings.of(Endpoint.parse("127.0.0.1:0", Endpoint.TCP, 9411), null);
    door =
        settings
            .listeners()
            .join(settings, server, service)
            .open(settings, "exporters::t::endpoint");
  }

  @AfterEach
  void close() {
    door.shutdown();
    door.closeNow();
    stage.await("the door is closed", door::isShutDown);
    stage.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
    return client.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private TraceId store(long low) {
    ExportTraceServiceRequest request = Fixtures.request(2, low - 1);
    SpanBatch rows = Fixtures.batch(settings, request);
    TraceId id = new TraceId(rows.index().traceIdHigh(0), rows.index().traceIdLow(0));
    store.stored.add(new StoredTrace(id, 1, rows));
    return id;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "spans|Mandatory parameter/header/attribute is missing: serviceName",
        "remoteServices|Mandatory parameter/header/attribute is missing: serviceName",
        "traces?limit=x|For input string: \"x\"",
        "traces?limit=0|limit <= 0",
        "traces?limit=99999999999|For input string: \"99999999999\"",
        "traces?minDuration=0|minDuration <= 0",
        "traces?maxDuration=5|maxDuration is only valid with minDuration",
        "traces?minDuration=5&maxDuration=2|maxDuration < minDuration",
        "traces?endTs=0|endTs <= 0",
        "traces?lookback=0|lookback <= 0",
        "traces?lookback=-1|lookback <= 0",
        "trace/xyz|xyz should be lower-hex encoded with no prefix",
        "trace/ABC|ABC should be lower-hex encoded with no prefix",
        "trace/0|traceId is all zeros",
        "trace/123456789012345678901234567890123|traceId.length > 32",
        "traceMany|Mandatory parameter/header/attribute is missing: traceIds",
        "traceMany?traceIds=|traceIds parameter is empty",
        "traceMany?traceIds=1|Use /api/v2/trace/{traceId} endpoint to retrieve a single trace",
        "traceMany?traceIds=1,1|redundant traceId: 1",
        "traceMany?traceIds=1,|traceId is empty",
        "dependencies|Mandatory parameter/header/attribute is missing: endTs",
        "dependencies?endTs=0|endTs <= 0",
        "dependencies?endTs=5&lookback=0|lookback <= 0",
        "autocompleteValues|Mandatory parameter/header/attribute is missing: key",
        "autocompleteValues?key=|key was empty",
      })
  void whatIsWrongIsSaidInZipkinsWords(String query, String words) throws Exception {
    for (String prefix : List.of("/api/v2/", "/zipkin/api/v2/")) {
      HttpResponse<byte[]> answer = get(prefix + query);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(text(answer)).isEqualTo(words);
      assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "services|[\"front\",\"größe \\\"1\\\"\"]",
        "spans?serviceName=|[]",
        "spans?serviceName=A%20B|[\"get of a b\"]",
        "remoteServices?serviceName=A+B|[\"db of a b\"]",
        "autocompleteKeys|[\"env\"]",
        "autocompleteValues?key=env|[\"prod\"]",
        "autocompleteValues?key=nope|[]",
        "traces?minDuration=|[]",
        "traceMany?traceIds=1,2|[]",
        "dependencies?endTs=5|[]",
        "dependencies?endTs=10|[{\"parent\":\"front\",\"child\":\"db\",\"callCount\":3},"
            + "{\"parent\":\"db\",\"child\":\"disk\",\"callCount\":2,\"errorCount\":1}]"
      })
  void answersAreZipkins(String query, String json) throws Exception {
    HttpResponse<byte[]> answer = get("/api/v2/" + query);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(text(answer)).isEqualTo(json);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
  }

  @Test
  void tracesAreListsOfSpans() throws Exception {
    store(0xa1);
    store(0xa2);
    String all = text(get("/api/v2/traces?limit=2"));
    assertThat(all).startsWith("[[{").endsWith("}]]").contains("}],[{");
    List<Span> one =
        SpanBytesDecoder.JSON_V2.decodeList(
            all.substring(1, all.indexOf(']') + 1).getBytes(StandardCharsets.UTF_8));
    assertThat(one).hasSize(2);
    String id = one.get(0).traceId();
    HttpResponse<byte[]> alone = get("/zipkin/api/v2/trace/" + id);
    assertThat(SpanBytesDecoder.JSON_V2.decodeList(alone.body())).isEqualTo(one);
    String other = TraceIds.text(store.stored.get(1).id());
    assertThat(text(get("/api/v2/traceMany?traceIds=" + id + "," + other))).isEqualTo(all);
  }

  @Test
  void aQueryIsReadWhole() throws Exception {
    get(
        "/api/v2/traces?serviceName=Front&remoteServiceName=Db&spanName=all"
            + "&annotationQuery=error%20and%20http.path%3D%2Fa%3Db%20and%20env=prod+and+env"
            + "&minDuration=1000000&maxDuration=2000000&endTs=1700000000000&lookback=3600000"
            + "&limit=7");
    assertThat(store.asked)
        .containsExactly(
            new io.spanweir.exporter.tracestore.TraceQuery(
                "front",
                "db",
                null,
                Map.of("error", "", "http.path", "/a=b", "env", "prod"),
                1_000_000,
                2_000_000,
                1_700_000_000_000L,
                3_600_000,
                7));
    long before = System.currentTimeMillis();
    get("/api/v2/traces?spanName=Get&serviceName=");
    io.spanweir.exporter.tracestore.TraceQuery plain = store.asked.get(1);
    assertThat(plain.service()).isNull();
    assertThat(plain.spanName()).isEqualTo("get");
    assertThat(plain.limit()).isEqualTo(10);
    assertThat(plain.lookbackMillis()).isEqualTo(86_400_000);
    assertThat(plain.endEpochMillis()).isBetween(before - 1_000, before + 60_000);
  }

  @Test
  void whatIsNotThereSaysWhy() throws Exception {
    HttpResponse<byte[]> unknown = get("/api/v2/trace/1");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(text(unknown)).isEqualTo("0000000000000001 not found");
    settings.telemetry().decisions().add(new Sampler(dropped(null)));
    settings.telemetry().decisions().add(new Sampler(dropped("not health")));
    HttpResponse<byte[]> dropped = get("/api/v2/trace/1");
    assertThat(dropped.statusCode()).isEqualTo(404);
    assertThat(text(dropped).lines())
        .containsExactly(
            "0000000000000001 not found",
            "dropped at 2023-11-14T22:13:20Z: no policy kept it (errors: no, <slow>: no,"
                + " share: not asked); it had 5 spans (processor:tail_sampling)",
            "dropped at 2023-11-14T22:13:20Z: dropped by policy not health (errors: no,"
                + " <slow>: no, share: not asked); it had 5 spans (processor:tail_sampling)");
    assertThat(
            settings
                .telemetry()
                .errors()
                .count(settings.accountName(), "QUERY request is not_found"))
        .as("what is not there is nobody's mistake")
        .isZero();
  }

  /** A browser that opens its address gets a page, a program of Lens the reason of its answer. */
  @Test
  void aDroppedTraceHasAPage() throws Exception {
    assertThat(get("/zipkin/traces/1").body()).isEqualTo(get("/zipkin/").body());
    settings.telemetry().decisions().add(new Sampler(dropped(null)));
    HttpResponse<byte[]> page = get("/zipkin/traces/1");
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(text(page))
        .contains(
            "<code>0000000000000001</code>", "no policy kept it (errors: no, &lt;slow&gt;: no")
        .contains("<a href=\"/zipkin/\">")
        .doesNotContain("http-equiv");
    TraceId kept = store(0xa1);
    assertThat(get("/zipkin/traces/" + TraceIds.text(kept)).body())
        .isEqualTo(get("/zipkin/").body());
    assertThat(statusLine("/zipkin/api/v2/trace/1"))
        .startsWith("HTTP/1.1 404 dropped at 2023-11-14T22:13:20Z: no policy kept it (errors: no,");
  }

  @Test
  void aTraceThatIsNotDecidedYetIsLookedForAgain() throws Exception {
    settings
        .telemetry()
        .decisions()
        .add(new Sampler(new TraceFate.Open(2, 100, 1, 1, 3_500_000_000L, List.of())));
    assertThat(text(get("/zipkin/traces/1")))
        .contains("not decided yet: 2 spans so far, due in 4 s", "http-equiv=\"refresh\"");
  }

  /** As it comes: Java's client forgets the reason. */
  private String statusLine(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.lines().findFirst().orElse("");
    }
  }

  private static TraceFate dropped(String policy) {
    return new TraceFate.Decided(
        0,
        1,
        false,
        policy,
        "quiet",
        1_700_000_000_000_000_000L,
        5,
        0,
        0,
        100,
        1,
        false,
        List.of(
            new TraceFate.PolicyVote("errors", Vote.NOT_SAMPLED, Vote.NOT_ASKED),
            new TraceFate.PolicyVote("<slow>", Vote.NOT_SAMPLED, Vote.NOT_ASKED),
            new TraceFate.PolicyVote("share", Vote.NOT_ASKED, Vote.NOT_SAMPLED)));
  }

  private static final class Sampler implements DecisionSource {
    private final TraceFate fate;

    Sampler(TraceFate fate) {
      this.fate = fate;
    }

    @Override
    public String component() {
      return "processor:tail_sampling";
    }

    @Override
    public CompletableFuture<Known> trace(long idHigh, long idLow) {
      List<TraceFate> fates = idHigh == 0 && idLow == 1 ? List.of(fate) : List.of();
      return CompletableFuture.completedFuture(new Known(fates, 1, true));
    }

    @Override
    public CompletableFuture<List<TraceFate.Decided>> recent(Query query) {
      return CompletableFuture.completedFuture(List.of());
    }
  }

  @Test
  void pagesOfElsewhereAskAsFarAsTheyMay() throws Exception {
    HttpResponse<byte[]> asked = get("/api/v2/services", "Origin", "https://shop.example");
    assertThat(asked.headers().firstValue("access-control-allow-origin"))
        .contains("https://shop.example");
    assertThat(get("/api/v2/services", "Origin", "https://x.example").headers().map())
        .doesNotContainKey("access-control-allow-origin");
    HttpRequest preflight =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/api/v2/traces"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .headers("Origin", "https://shop.example", "Access-Control-Request-Method", "GET")
            .build();
    HttpResponse<String> told = client.send(preflight, HttpResponse.BodyHandlers.ofString());
    assertThat(told.statusCode()).isEqualTo(204);
    assertThat(told.headers().firstValue("access-control-allow-methods")).contains("GET, HEAD");
  }

  @Test
  void aBrokenStoreIsAnError() throws Exception {
    store.broken = true;
    HttpResponse<byte[]> answer = get("/api/v2/traces");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(text(answer)).isEqualTo("the disk is gone");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v2/nothing",
        "/api/v2/trace/",
        "/api/v2/trace/1/2",
        "/zipkin/nothing",
        "/zipkin/traces/1/2",
        "/zipkin/static/js/../../index.html",
        "/zipkin/static/js/nothing.js",
        "/zipkin/static/%2e%2e/%2e%2e/logback.xml",
        "/nothing"
      })
  void nothingIsElsewhere(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void lensIsThere() throws Exception {
    HttpResponse<byte[]> index = get("/zipkin/");
    assertThat(index.statusCode()).isEqualTo(200);
    assertThat(text(index)).contains("<base href=\"/zipkin/\"");
    for (String view : List.of("traces/1", "dependency", "traceViewer", "index.html")) {
      assertThat(get("/zipkin/" + view).body()).isEqualTo(index.body());
    }
    for (String path : List.of("/", "/zipkin")) {
      HttpResponse<byte[]> elsewhere = get(path);
      assertThat(elsewhere.statusCode()).isEqualTo(302);
      assertThat(elsewhere.headers().firstValue("location")).contains("/zipkin/");
    }
    assertThat(text(get("/zipkin/config.json"))).contains("\"queryLimit\":10");
    assertThat(text(get("/health"))).contains("\"UP\"");
    assertThat(text(get("/info"))).contains("version");
    assertThat(text(get("/prometheus"))).contains("own metrics are off");
  }

  /** Every file the page names, compressed for whoever can read that. */
  @Test
  void itsFilesAreThere() throws Exception {
    Matcher named =
        Pattern.compile("(?:src|href)=\"(/zipkin/[^\"]+)\"").matcher(text(get("/zipkin/")));
    int files = 0;
    while (named.find()) {
      String path = named.group(1);
      HttpResponse<byte[]> plain = get(path);
      assertThat(plain.statusCode()).as(path).isEqualTo(200);
      HttpResponse<byte[]> packed = get(path, "Accept-Encoding", "gzip, br");
      if (packed.headers().firstValue("content-encoding").isPresent()) {
        byte[] unpacked =
            new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
        assertThat(unpacked).isEqualTo(plain.body());
      }
      files++;
    }
    assertThat(files).isEqualTo(3);
  }
}
