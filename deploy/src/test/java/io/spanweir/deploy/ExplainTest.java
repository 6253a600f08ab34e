package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.config.AdminConfig;
import io.spanweir.core.component.StartException;
import io.spanweir.core.telemetry.DecisionSource;
import io.spanweir.core.telemetry.Decisions;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.TraceFate;
import io.spanweir.testkit.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Questions about decisions, put to a running process by a client and by the command line. */
class ExplainTest {
  private static final String KEPT = "5b8efff798038103d269b633813fc60c";
  private static final String DROPPED = "5b8efff798038103d269b633813fc60d";
  private static final String UNKNOWN = "5b8efff798038103d269b633813fc60e";

  private static final String CONFIGURATION =
      """
      receivers:
        otlp:
          protocols:
            http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
      processors:
        tail_sampling:
          decision_wait: 3s
          maximum_trace_size_bytes: 2000
          decision_records: 8
          policies:
            - {name: 'the "errors"', type: status_code, status_code: {status_codes: [ERROR]}}
            - {name: slow, type: latency, latency: {threshold_ms: 500}}
        batch: {timeout: 50ms}
      exporters: {nop: , nop/other: }
      service:
        runtime: {event_loops: 1, shards: 1}
        telemetry:
          metrics: {level: none}
          admin: {address: "127.0.0.1:${env:ADMIN_PORT}"}
        pipelines:
          traces: {receivers: [otlp], processors: [tail_sampling, batch], exporters: [nop, nop/other]}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private int admin;
  private int door;

  private HttpResponse<String> ask(String path) throws Exception {
    return ask(path, "*/*");
  }

  private HttpResponse<String> ask(String path, String accept) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + admin + path);
    return http.send(
        HttpRequest.newBuilder(uri).header("Accept", accept).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String known(String id) throws Exception {
    HttpResponse<String> answer = ask("/decisions/" + id);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private void send(String traceId, int span, int status, long millis) throws Exception {
    send(traceId, span, "s", status, millis);
  }

  private void send(String traceId, int span, String name, int status, long millis)
      throws Exception {
    String body =
        """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%s","spanId":"%016x","name":"%s",
        "startTimeUnixNano":"1000000000","endTimeUnixNano":"%d","status":{"code":%d}}]}]}]}
        """
            .formatted(traceId, span, name, 1_000_000_000 + millis * 1_000_000, status);
    URI uri = URI.create("http://127.0.0.1:" + door + "/v1/traces");
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** Says something that the server's client would not, and reads the first line of the answer. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin)) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void saysWhatBecameOfATrace() throws Exception {
    admin = Ports.free();
    door = Ports.free();
    Map<String, String> environment =
        Map.of("HTTP_PORT", Integer.toString(door), "ADMIN_PORT", Integer.toString(admin));
    try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment)) {
      assertThat(spanweir.output()).contains("http://127.0.0.1:" + admin + "/decisions");
      notSeen();
      send(KEPT, 1, 2, 10);
      send(KEPT, 2, 0, 700);
      send(DROPPED, 1, 0, 1);
      open();
      try (Socket half = new Socket(InetAddress.getLoopbackAddress(), admin)) {
        half.getOutputStream().write("GET /decisions/".getBytes(StandardCharsets.US_ASCII));
        half.getOutputStream().flush();
        badQuestions();
      }
      OtlpBackend.await("the decision", this::isKept);
      decided();
      send(KEPT, 3, 0, 1);
      assertThat(known(KEPT)).contains("\"lateSpans\": 1,");
      recent();
      commandLine();
      for (int i = 0; i < 8; i++) {
        send(String.format("%032x", 77 + i), 1, "x".repeat(3000), 0, 1);
      }
      forgotten();
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
    }
  }

  private boolean isKept() {
    try {
      return known(KEPT).contains("\"kept\"");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void notSeen() throws Exception {
    HttpResponse<String> answer = ask("/decisions/" + UNKNOWN);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("not seen: no span of this trace has come since the start");
    assertThat(ask("/decisions").body()).contains("\"decisions\": []");
  }

  private void open() throws Exception {
    assertThat(known(KEPT))
        .contains("\"outcome\": \"open\"", "\"spans\": 2,", "\"dueInMillis\": ")
        .contains("\"policy\": \"the \\\"errors\\\"\"", "\"would\": \"sampled\"");
    assertThat(known(DROPPED)).contains("\"outcome\": \"open\"").doesNotContain("\"sampled\"");
  }

  private void decided() throws Exception {
    String json = known(KEPT);
    assertThat(json)
        .contains("\"traceId\": \"" + KEPT + "\"", "\"component\": \"traces:tail_sampling\"")
        .contains("\"policy\": \"the \\\"errors\\\"\",\n      \"reason\": \"decision_wait\"")
        .contains("\"spans\": 2,", "\"lateSpans\": 0,", "\"durationMillis\": 700,")
        .contains("\"exportedTo\": [\n        \"nop\",\n        \"nop/other\"\n      ]")
        .contains("\"vote\": \"sampled\"", "\"would\": \"sampled\"");
    assertThat(known(DROPPED))
        .contains("\"outcome\": \"dropped\",\n      \"policy\": null", "\"not_sampled\"")
        .doesNotContain("exportedTo", "would");
    String text = ask("/decisions/" + KEPT, "text/plain").body();
    assertThat(text)
        .startsWith(KEPT + ": kept by the \"errors\"\n")
        .contains("decision_wait was over", "goes to nop, nop/other", "not asked; would keep it");
  }

  private void recent() throws Exception {
    assertThat(ask("/decisions?policy=the+%22errors%22").body())
        .contains(KEPT)
        .doesNotContain(DROPPED);
    assertThat(ask("/decisions?outcome=dropped&limit=5").body())
        .contains(DROPPED)
        .doesNotContain(KEPT);
    assertThat(ask("/decisions", "text/plain").body().lines()).hasSize(2);
  }

  private void badQuestions() throws Exception {
    HttpResponse<String> bad = ask("/decisions/xyz");
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("\\\"xyz\\\" is no trace id; expected 32 hexadecimal digits");
    assertThat(ask("/decisions/" + "1".repeat(5000)).statusCode()).isEqualTo(400);
    assertThat(ask("/decisions?limit=1000000").statusCode()).isEqualTo(400);
    assertThat(ask("/decisions?outcome=perhaps").body()).contains("outcome is kept or dropped");
    assertThat(ask("/elsewhere").statusCode()).isEqualTo(404);
    assertThat(raw("GET /decisions HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .isEqualTo("HTTP/1.1 403");
    assertThat(raw("DELETE /decisions HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .isEqualTo("HTTP/1.1 405");
    assertThat(raw("GET /decisions/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .isEqualTo("HTTP/1.1 400");
    assertThat(raw("GET /decisions HTTP/1.1\r\nHost: [::1]:99\r\n\r\n")).isEqualTo("HTTP/1.1 200");
  }

  private void commandLine() throws Exception {
    String url = "http://localhost:" + admin;
    try (RunningSpanweir command =
        RunningSpanweir.launch(Map.of(), "explain", KEPT, "--admin", url)) {
      assertThat(command.exitCode()).as(command.output()).isZero();
      assertThat(command.output()).contains("kept by the \"errors\"", "1 span came late");
    }
    assertThat(explain(url, DROPPED, true)).startsWith("0 {").contains("\"dropped\"");
    assertThat(explain(url + "/", UNKNOWN, false)).startsWith("1 ").contains("not seen");
    assertThat(explain(url, "xyz", false)).startsWith("1 ").contains("is no trace id");
    assertThat(explain("nonsense", KEPT, false)).startsWith("1 ").contains("is no address");
    assertThat(explain("http://127.0.0.1:" + Ports.free(), KEPT, false))
        .startsWith("1 can't ask http://127.0.0.1:");
  }

  private static String explain(String url, String id, boolean json) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = new Explain(url, to, to).run(id, json);
    return code + " " + said.toString(StandardCharsets.UTF_8);
  }

  private void forgotten() throws Exception {
    assertThat(known(String.format("%032x", 80)))
        .contains("\"reason\": \"maximum_trace_size_bytes\"", "\"votes\": []");
    assertThat(known(KEPT)).contains("\"outcome\": \"kept\"", "\"forgotten\": true");
    assertThat(ask("/decisions/" + KEPT, "text/plain").body()).contains("given way to later ones");
    assertThat(ask("/decisions/" + UNKNOWN).body())
        .contains("not seen, or forgotten: there are records of decisions since 20");
  }

  /** Nobody decides anything, for ever. */
  private static DecisionQuestions questions() {
    Decisions decisions = new Decisions();
    decisions.add(
        new DecisionSource() {
          @Override
          public String component() {
            return "traces:nothing";
          }

          @Override
          public CompletableFuture<Known> trace(long idHigh, long idLow) {
            return CompletableFuture.failedFuture(new IllegalStateException("gone"));
          }

          @Override
          public CompletableFuture<List<TraceFate.Decided>> recent(Query query) {
            return CompletableFuture.completedFuture(List.of());
          }
        });
    return new DecisionQuestions(decisions, new Ledger());
  }

  @Test
  void anAddressInUseIsNotSilent() throws Exception {
    String complaint = "can't be asked for: 127.0.0.1:13134 is in use";
    String said = "";
    for (int attempts = 0; attempts < 50 && !said.contains(complaint); attempts++) {
      said = saidWhenUsualPortIsTaken();
    }
    assertThat(said).contains(complaint);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      AdminDoor named = new AdminDoor(new AdminConfig(true, address));
      assertThatThrownBy(() -> named.open(questions()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(address + " is in use (service::telemetry::admin::address)");
    }
  }

  private static String saidWhenUsualPortIsTaken() throws Exception {
    try (ServerSocket usual = holdUsualPort()) {
      assertThat(usual.isClosed()).isFalse();
      AdminDoor unnamed = new AdminDoor(new AdminConfig(true, null));
      unnamed.open(questions());
      String said = unnamed.says();
      unnamed.close();
      return said;
    }
  }

  /** Somebody else may have it already, which is as good, unless they leave too soon. */
  private static ServerSocket holdUsualPort() throws IOException {
    try {
      return new ServerSocket(AdminConfig.PORT_DEFAULT, 1, InetAddress.getLoopbackAddress());
    } catch (BindException e) {
      return new ServerSocket();
    }
  }

  @Test
  void whoKnowsMayBeGone() throws Exception {
    AdminDoor open = new AdminDoor(new AdminConfig(true, "localhost:0"));
    open.open(questions());
    try {
      admin = URI.create(open.says()).getPort();
      assertThat(ask("/decisions/" + KEPT).statusCode()).isEqualTo(503);
      assertThat(ask("/decisions").statusCode()).isEqualTo(200);
    } finally {
      open.close();
    }
    AdminDoor off = new AdminDoor(new AdminConfig(false, null));
    off.open(questions());
    assertThat(off.says()).isEmpty();
    AdminDoor nobodyToAsk = new AdminDoor(new AdminConfig(true, null));
    nobodyToAsk.open(new DecisionQuestions(new Decisions(), new Ledger()));
    assertThat(nobodyToAsk.says()).isEmpty();
  }
}
