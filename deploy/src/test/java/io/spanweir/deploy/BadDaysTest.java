package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.testkit.Ports;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What can go wrong at both ends of a gateway, as a whole process with real doors. */
class BadDaysTest {
  private static final String DOORS =
      """
      receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}}}}
      """;

  private static final String SERVICE =
      """
      service:
        telemetry: {metrics: {address: "127.0.0.1:${env:METRICS_PORT}"}}
      """;

  private final Map<String, String> environment = new TreeMap<>();
  private int door;
  private int metrics;

  private RunningSpanweir start(String yaml, Map<String, Integer> ports) throws Exception {
    door = Ports.free();
    metrics = Ports.free();
    environment.put("GRPC_PORT", Integer.toString(door));
    environment.put("METRICS_PORT", Integer.toString(metrics));
    ports.forEach((name, port) -> environment.put(name, Integer.toString(port)));
    return RunningSpanweir.start(DOORS + yaml, environment);
  }

  private MetricsPage page() throws Exception {
    return new MetricsPage(RunningSpanweir.metrics(metrics));
  }

  private static void end(RunningSpanweir spanweir) throws InterruptedException {
    assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
    assertThat(spanweir.output()).doesNotContain("does not balance");
  }

  private static final String LARGE_TRACES =
      """
      processors:
        tail_sampling:
          decision_wait: 1s
          buffer_bytes: 32MiB
          maximum_trace_size_bytes: 1MiB
          record_policy: "off"
          policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
      exporters: {otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", tls: {insecure: true}}}
      """
          + SERVICE
          + "  pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp]}}";

  /** The giant has errors, too: the limit on its size is what drops it, whole. */
  @Test
  void oneTraceOfAMillionSpansLeavesTheOthersAlone() throws Exception {
    int perRequest = 10_000;
    PatchedSpans giant = new PatchedSpans(perRequest, 0, 100);
    try (OtlpBackend backend = new OtlpBackend(0);
        RunningSpanweir spanweir = start(LARGE_TRACES, Map.of("BACKEND_PORT", backend.port()));
        RawOtlp.Client sender = new RawOtlp.Client(door);
        LoadClient others = new LoadClient(door, 0)) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 1_000_000; i += perRequest) {
                  sender.export(giant.ofTrace(Long.MIN_VALUE, i + 1));
                }
              });
      long most = 0;
      while (!sent.isDone()) {
        others.send(20);
        most = Math.max(most, page().sum("spanweir_tail_sampling_log_memory_bytes"));
        TimeUnit.MILLISECONDS.sleep(20);
      }
      sent.join();
      others.send(20);
      Set<String> wanted = new TreeSet<>();
      others.acknowledged.stream()
          .filter(LoadClient::hasError)
          .forEach(number -> wanted.add(LoadClient.traceId(number)));
      long kept = (long) wanted.size() * LoadClient.SPANS_PER_TRACE;
      OtlpBackend.await("the others", () -> backend.count() >= kept);
      MetricsPage page = MetricsPage.settled(metrics);
      page.assertBalanced();
      assertThat(page.spans("receiver:otlp", "received"))
          .isEqualTo(1_000_000 + (long) others.acknowledged.size() * LoadClient.SPANS_PER_TRACE);
      assertThat(page.spans("traces:tail_sampling", "kept")).isEqualTo(kept);
      assertThat(most).isPositive().isLessThanOrEqualTo(32 << 20);
      end(spanweir);
      assertThat(backend.traces().keySet()).isEqualTo(wanted);
      assertThat(backend.traces().values()).containsOnly(LoadClient.SPANS_PER_TRACE);
    }
  }

  private static final String THREE_BACKENDS =
      """
      processors:
        tail_sampling: &sampling
          decision_wait: 100ms
          record_policy: "off"
          policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
        tail_sampling/noise: *sampling
        tail_sampling/nonsense: *sampling
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:GOOD_PORT}", tls: {insecure: true}}
        otlp/noise:
          endpoint: "127.0.0.1:${env:NOISE_PORT}"
          tls: {insecure: true}
          sending_queue: {num_consumers: 1, queue_size: 3}
          retry_on_failure: {initial_interval: 50ms, max_interval: 50ms, max_elapsed_time: 150ms}
        otlp/nonsense:
          endpoint: "127.0.0.1:${env:NONSENSE_PORT}"
          tls: {insecure: true}
          sending_queue: {num_consumers: 1, queue_size: 3}
      """
          + SERVICE
          + """
            pipelines:
              traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp]}
              traces/noise: {receivers: [otlp], processors: [tail_sampling/noise], exporters: [otlp/noise]}
              traces/nonsense: {receivers: [otlp], processors: [tail_sampling/nonsense], exporters: [otlp/nonsense]}
          """;

  @Test
  void backendsThatAnswerGarbageAreNobodyElsesTrouble() throws Exception {
    try (OtlpBackend good = new OtlpBackend(0);
        NoiseServer noise = new NoiseServer();
        RawOtlp.Backend nonsense = new RawOtlp.Backend(body -> new byte[] {1, 2, 3});
        RunningSpanweir spanweir =
            start(
                THREE_BACKENDS,
                Map.of(
                    "GOOD_PORT", good.port(),
                    "NOISE_PORT", noise.port(),
                    "NONSENSE_PORT", nonsense.port()));
        LoadClient client = new LoadClient(door, 0)) {
      long most = 0;
      for (int i = 0; i < 4; i++) {
        client.send(100);
        TimeUnit.MILLISECONDS.sleep(50);
        most = Math.max(most, page().sum("otelcol_exporter_queue_size", "exporter=\"otlp/noise\""));
      }
      int kept = 200 * LoadClient.SPANS_PER_TRACE;
      OtlpBackend.await("what the good one gets", () -> good.count() == kept);
      assertThat(page().spans("exporter:otlp", "kept")).isEqualTo(kept);
      assertThat(most).as("requests in the queue of the noisy one").isBetween(1L, 3L);
      OtlpBackend.await(
          "two failures", () -> failed("noise") == kept && failed("nonsense") == kept);
      MetricsPage page = MetricsPage.settled(metrics);
      page.assertBalanced();
      assertThat(page.spans("exporter:otlp/noise", "kept")).isZero();
      assertThat(page.spans("exporter:otlp/nonsense", "kept")).isZero();
      assertThat(page.sum("otelcol_exporter_send_failed_spans", "exporter=\"otlp/noise\""))
          .isEqualTo(kept);
      assertThat(nonsense.bodies).as("tried once each").hasSizeLessThanOrEqualTo(200);
      end(spanweir);
    }
  }

  private long failed(String exporter) {
    try {
      return page().spans("exporter:otlp/" + exporter, "failed");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static final String FORWARDING =
      """
      processors:
        tail_sampling:
          decision_wait: 100ms
          record_policy: "off"
          policies: [{name: user, type: string_attribute, string_attribute: {key: user, values: [ada]}}]
      exporters:
        otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", compression: none, tls: {insecure: true}}
      """
          + SERVICE
          + "  pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp]}}";

  /**
   * Names, keys and values whose bytes are no UTF-8 are the sender's, and the backend's to judge:
   * nothing is replaced, and the rest of the span decides as ever.
   */
  @Test
  void textThatIsNoUtf8IsForwardedAsItCame() throws Exception {
    byte[] request = noUtf8();
    try (RawOtlp.Backend backend = new RawOtlp.Backend(body -> new byte[0]);
        RunningSpanweir spanweir = start(FORWARDING, Map.of("BACKEND_PORT", backend.port()));
        RawOtlp.Client client = new RawOtlp.Client(door)) {
      assertThat(client.export(request)).as("no partial success").isEmpty();
      OtlpBackend.await("the span", () -> !backend.bodies.isEmpty());
      assertThat(backend.bodies).containsExactly(request);
      end(spanweir);
    }
  }

  private static byte[] noUtf8() {
    Span span =
        Span.newBuilder()
            .setTraceId(ByteString.copyFromUtf8("sixteen bytes id"))
            .setSpanId(ByteString.copyFromUtf8("span--id"))
            .setName("name @@")
            .setStartTimeUnixNano(1_700_000_000_000_000_000L)
            .setEndTimeUnixNano(1_700_000_000_001_000_000L)
            .addAttributes(text("key @@", "value @@"))
            .addAttributes(text("user", "ada"))
            .build();
    byte[] bytes =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder().addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
            .build()
            .toByteArray();
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == '@' ? (byte) 0xff : bytes[i];
    }
    return bytes;
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
