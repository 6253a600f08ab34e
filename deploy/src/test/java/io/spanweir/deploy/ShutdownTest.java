package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.Ports;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * SIGTERM, under load and with a backend that is down: what was acknowledged is sent or counted.
 */
class ShutdownTest {
  private static final Pattern SUMMARY =
      Pattern.compile("stopped: ([\\d,]+) spans received, ([\\d,]+) dropped.*, ([\\d,]+) exported");

  private static final String CONFIGURATION =
      """
      receivers:
        otlp:
          protocols:
            grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}
            http: {endpoint: "127.0.0.1:${env:HTTP_PORT}"}
      processors:
        tail_sampling:
          decision_wait: 1h
          policies:
            - {name: errors, type: status_code, status_code: {status_codes: [ERROR]}}
        batch: {timeout: 1h, send_batch_size: 100000}
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}
      service:
        shutdown_timeout: ${env:TIMEOUT}
        runtime: {event_loops: "${env:EVENT_LOOPS:-1}", shards: "${env:SHARDS:-1}"}
        telemetry: {metrics: {level: none}, logs: {level: debug}}
        pipelines:
          traces: {receivers: [otlp], processors: [tail_sampling, batch], exporters: [otlp]}
      """;

  private final Map<String, String> environment = new TreeMap<>();

  private RunningSpanweir start(int backendPort, String timeout) throws Exception {
    environment.put("GRPC_PORT", Integer.toString(Ports.free()));
    environment.put("HTTP_PORT", Integer.toString(Ports.free()));
    environment.put("BACKEND_PORT", Integer.toString(backendPort));
    environment.put("TIMEOUT", timeout);
    return RunningSpanweir.start(CONFIGURATION, environment);
  }

  private LoadClient client() {
    return new LoadClient(
        Integer.parseInt(environment.get("GRPC_PORT")),
        Integer.parseInt(environment.get("HTTP_PORT")));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2"})
  void underLoadEverythingAcknowledgedIsDecidedAndSent(String eventLoops, String shards)
      throws Exception {
    environment.put("EVENT_LOOPS", eventLoops);
    environment.put("SHARDS", shards);
    try (OtlpBackend backend = new OtlpBackend(0);
        RunningSpanweir spanweir = start(backend.port(), "20s");
        LoadClient client = client()) {
      client.start();
      OtlpBackend.await("some load", () -> client.acknowledged.size() > 500);
      long asked = System.nanoTime();
      int exit = spanweir.terminate();
      long took = System.nanoTime() - asked;
      client.end();
      assertThat(exit).as(spanweir.output()).isZero();
      assertThat(took).isLessThan(TimeUnit.SECONDS.toNanos(20));
      assertThat(spanweir.output()).doesNotContain("does not balance", "WARN", "ERROR ");
      assertThat(client.grpcRefusals).containsOnly("UNAVAILABLE");
      assertThat(client.httpRefusals).isSubsetOf("503", "no connection");
      compare(client, backend, spanweir.output());
    }
  }

  private static void compare(LoadClient client, OtlpBackend backend, String output) {
    Set<String> wanted = new TreeSet<>();
    for (int number : client.acknowledged) {
      if (LoadClient.hasError(number)) {
        wanted.add(LoadClient.traceId(number));
      }
    }
    Map<String, Integer> arrived = new TreeMap<>();
    backend.spans().keySet().forEach(id -> arrived.merge(id.substring(0, 32), 1, Integer::sum));
    assertThat(arrived.keySet()).containsAll(wanted);
    assertThat(arrived.values()).containsOnly(LoadClient.SPANS_PER_TRACE);
    Matcher counts = SUMMARY.matcher(output);
    assertThat(counts.find()).as(output).isTrue();
    long exported = number(counts.group(3));
    assertThat(exported).isEqualTo(backend.spans().size());
    assertThat(number(counts.group(1)))
        .isGreaterThanOrEqualTo((long) client.acknowledged.size() * LoadClient.SPANS_PER_TRACE)
        .isGreaterThanOrEqualTo(number(counts.group(2)) + exported);
  }

  private static long number(String text) {
    return Long.parseLong(text.replace(",", ""));
  }

  @Test
  void withADeadBackendItEndsInTimeAndCountsWhatFailed() throws Exception {
    try (RunningSpanweir spanweir = start(Ports.free(), "2s");
        LoadClient client = client()) {
      client.send(10);
      long asked = System.nanoTime();
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
      assertThat(System.nanoTime() - asked)
          .isBetween(TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(15));
      assertThat(spanweir.output())
          .contains("stopped: 30 spans received, 15 dropped by decision, 0 exported, 15 failed")
          .doesNotContain("does not balance");
    }
  }

  @Test
  void askedTwiceItDoesNotWait() throws Exception {
    try (RunningSpanweir spanweir = start(Ports.free(), "10m");
        LoadClient client = client()) {
      client.send(10);
      spanweir.askToStop();
      spanweir.await("stopping: ");
      Thread.sleep(200);
      assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
      assertThat(spanweir.output())
          .contains("asked again", "15 failed")
          .doesNotContain("does not balance");
    }
  }
}
