package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.spanweir.testkit.Ports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * More than the buffer holds for the wait, in a process of its own: refused with a hint or decided
 * early, as configured; memory stays within the buffer and what the process takes anyway.
 */
class OverloadTest {
  private static final long BUFFER = 32L << 20;
  private static final double SPARE = 1.05;
  private static final int SPANS = 100;
  private static final int ERROR_EVERY = 50;

  /** The heap is part of what the process takes anyway, from the start and whole. */
  private static final String TOUCHED_HEAP = "-Xms64m -Xmx64m -XX:+AlwaysPreTouch";

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final String CONFIGURATION =
      """
      receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:${env:GRPC_PORT}"}}}}
      processors:
        tail_sampling:
          decision_wait: 3s
          maximum_trace_size_bytes: 300KiB
          buffer_bytes: 32MiB
          overflow: ${env:OVERFLOW}
          record_policy: "off"
          policies: [{name: errors, type: status_code, status_code: {status_codes: [ERROR]}}]
      exporters: {otlp: {endpoint: "127.0.0.1:${env:BACKEND_PORT}", compression: none, tls: {insecure: true}}}
      service:
        telemetry: {metrics: {address: "127.0.0.1:${env:METRICS_PORT}"}}
        pipelines: {traces: {receivers: [otlp], processors: [tail_sampling], exporters: [otlp]}}
      """;

  private final PatchedSpans requests = new PatchedSpans(SPANS, 4000, ERROR_EVERY);
  private long traces;
  private long accepted;
  private long refused;
  private long tooLarge;

  @ParameterizedTest
  @ValueSource(strings = {"refuse", "evict"})
  void fourTimesWhatTheBufferHoldsForTheWait(String overflow) throws Exception {
    Map<String, String> environment = new TreeMap<>();
    int door = Ports.free();
    int metrics = Ports.free();
    environment.put("GRPC_PORT", Integer.toString(door));
    environment.put("METRICS_PORT", Integer.toString(metrics));
    environment.put("OVERFLOW", overflow);
    environment.put("_JAVA_OPTIONS", TOUCHED_HEAP);
    try (OtlpBackend backend = new OtlpBackend(0)) {
      environment.put("BACKEND_PORT", Integer.toString(backend.port()));
      try (RunningSpanweir spanweir = RunningSpanweir.start(CONFIGURATION, environment);
          RawOtlp.Client client = new RawOtlp.Client(door)) {
        long fixed = fixedBytes(spanweir, client);
        offer(client, 4 * BUFFER / 3, 4500, () -> requests.ofTraces(traces + 1));
        long peak = peakBytes(spanweir);
        assertThat(peak).isLessThanOrEqualTo((long) ((fixed + BUFFER) * SPARE));
        if (overflow.equals("refuse")) {
          assertThat(refused).isPositive();
        } else {
          assertThat(refused).isZero();
        }
        assertThat((accepted - tooLarge) * requests.bytes())
            .as("bytes taken, while the buffer was emptied and filled again")
            .isGreaterThan(BUFFER + BUFFER / 2);
        MetricsPage page = MetricsPage.settled(metrics);
        page.assertBalanced();
        assertThat(page.spans("traces:tail_sampling", "received")).isEqualTo(accepted * SPANS);
        long errors = (accepted - tooLarge) * SPANS / ERROR_EVERY;
        OtlpBackend.await("every error that was accepted", () -> backend.count() == errors);
        assertThat(spanweir.terminate()).as(spanweir.output()).isZero();
        assertThat(spanweir.output()).doesNotContain("does not balance");
      }
    }
  }

  /**
   * What the process takes besides the buffer: the most it had when a little went through whole,
   * and as much as later came to the door but was dropped as it came, being a trace too large.
   */
  private long fixedBytes(RunningSpanweir spanweir, RawOtlp.Client client) throws Exception {
    offer(client, BUFFER / 2, 500, () -> requests.ofTraces(traces + 1));
    long whole = accepted;
    offer(client, 4 * BUFFER, 500, () -> requests.ofTrace(traces + 1, 1));
    tooLarge = accepted - whole;
    assertThat(refused).as("refused at a light load").isZero();
    return peakBytes(spanweir);
  }

  /** Sends so many bytes a second for some time; what is refused is not sent again. */
  private void offer(
      RawOtlp.Client client, long bytesPerSecond, int millis, Supplier<byte[]> next) {
    long gap = TimeUnit.SECONDS.toNanos(1) * requests.bytes() / bytesPerSecond;
    long count = TimeUnit.MILLISECONDS.toNanos(millis) / gap;
    long due = System.nanoTime();
    for (long i = 0; i < count; i++) {
      LockSupport.parkNanos(due - System.nanoTime());
      due = Math.max(due + gap, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(100));
      send(client, next.get());
    }
  }

  private void send(RawOtlp.Client client, byte[] request) {
    try {
      client.export(request);
      accepted++;
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(e.getTrailers()).isNotNull();
      assertThat(new String(e.getTrailers().get(DETAILS), StandardCharsets.ISO_8859_1))
          .contains("google.rpc.RetryInfo");
      refused++;
    }
    traces += SPANS;
  }

  /** The most resident memory that a process ever had. */
  private static long peakBytes(RunningSpanweir spanweir) throws Exception {
    return Files.readAllLines(Path.of("/proc", Long.toString(spanweir.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findAny()
        .orElseThrow();
  }
}
