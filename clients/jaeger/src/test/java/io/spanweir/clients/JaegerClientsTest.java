package io.spanweir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.jaegertracing.Configuration;
import io.jaegertracing.Configuration.ReporterConfiguration;
import io.jaegertracing.Configuration.SamplerConfiguration;
import io.jaegertracing.Configuration.SenderConfiguration;
import io.jaegertracing.internal.JaegerTracer;
import io.jaegertracing.thrift.internal.senders.UdpSender;
import io.opentelemetry.exporter.jaeger.JaegerGrpcSpanExporter;
import io.opentelemetry.exporter.jaeger.thrift.JaegerThriftSpanExporter;
import io.opentelemetry.sdk.extension.trace.jaeger.sampler.JaegerRemoteSampler;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.spanweir.clients.Spanweir.Door;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import zipkin2.Span;

/** Jaeger's last client for Java, and OpenTelemetry's exporters of its forms. */
@Timeout(180)
class JaegerClientsTest {
  private static Spanweir spanweir;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    spanweir = Spanweir.start(folder, Map.of());
    spanweir.awaitStart();
  }

  @AfterAll
  static void stop() throws Exception {
    spanweir.close();
  }

  /** How jaeger-client sends. */
  enum Way {
    UDP,
    HTTP
  }

  /**
   * As applications configure it: no word of sampling, so that the client asks, and would send a
   * thousandth until it is answered.
   */
  private static Configuration configuration(Way way) {
    SenderConfiguration sender = new SenderConfiguration();
    switch (way) {
      case UDP ->
          sender.withAgentHost("127.0.0.1").withAgentPort(spanweir.port(Door.JAEGER_COMPACT));
      case HTTP -> sender.withEndpoint(spanweir.url(Door.JAEGER_HTTP, "/api/traces"));
    }
    return new Configuration("Checkout")
        .withSampler(
            new SamplerConfiguration()
                .withManagerHostPort("127.0.0.1:" + spanweir.port(Door.JAEGER_SAMPLING)))
        .withReporter(new ReporterConfiguration().withSender(sender));
  }

  @ParameterizedTest
  @CsvSource({"UDP, true", "UDP, false", "HTTP, true", "HTTP, false"})
  void whatJaegersClientIsToldComesBack(Way way, boolean longIds) throws Exception {
    List<Span> expected;
    try (JaegerTracer tracer = configuration(way).withTraceId128Bit(longIds).getTracer()) {
      awaitSampling(tracer);
      expected = new JaegerStory(tracer).play();
    }
    assertComeBack(expected);
  }

  private static void awaitSampling(JaegerTracer tracer) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      boolean all = true;
      for (int i = 0; i < 10; i++) {
        all &= tracer.buildSpan("asked").start().context().isSampled();
      }
      if (all) {
        return;
      }
      assertThat(System.nanoTime()).as("the sampler has heard").isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  /** OpenTelemetry's exporters that are no longer made, by each door. */
  @SuppressWarnings("deprecation")
  enum Exporter {
    THRIFT_HTTP {
      @Override
      SpanExporter open() {
        return JaegerThriftSpanExporter.builder()
            .setEndpoint(spanweir.url(Door.JAEGER_HTTP, "/api/traces"))
            .build();
      }
    },
    THRIFT_UDP {
      @Override
      SpanExporter open() throws Exception {
        int port = spanweir.port(Door.JAEGER_COMPACT);
        return JaegerThriftSpanExporter.builder()
            .setThriftSender(new UdpSender("127.0.0.1", port, 0))
            .build();
      }
    },
    GRPC {
      @Override
      SpanExporter open() {
        return JaegerGrpcSpanExporter.builder()
            .setEndpoint(spanweir.url(Door.JAEGER_GRPC, ""))
            .build();
      }
    };

    abstract SpanExporter open() throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void whatOpenTelemetrysExportersAreToldComesBack(Exporter exporter) throws Exception {
    assertComeBack(OtelJaeger.play(exporter.open(), exporter == Exporter.GRPC));
  }

  /** Asks over gRPC, and samples a thousandth until it is answered. */
  @Test
  void openTelemetrysRemoteSamplerIsToldToSampleAll() throws Exception {
    try (JaegerRemoteSampler sampler =
        JaegerRemoteSampler.builder()
            .setServiceName("checkout")
            .setEndpoint(spanweir.url(Door.JAEGER_GRPC, ""))
            .build()) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!sampler.getDescription().contains("1.00")) {
        assertThat(System.nanoTime()).as(sampler.getDescription()).isLessThan(deadline);
        Thread.sleep(10);
      }
      assertThat(OtelJaeger.decision(sampler)).isEqualTo(SamplingDecision.RECORD_AND_SAMPLE);
    }
  }

  private static void assertComeBack(List<Span> expected) throws Exception {
    assertThat(spanweir.trace(expected.get(0).traceId(), expected.size()))
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}
