package io.spanweir.exporter.otlp;

import io.grpc.Status;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.net.TlsClientConfig;
import io.spanweir.exporter.otlp.GrpcServer.Reply;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TracesReader;
import io.spanweir.testkit.contract.ExporterContract;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The kit asks for a timeout of about 300 ms and that nothing arrives twice. Over a real socket the
 * two go together only while every answer is faster than the timeout: an answer that is slower
 * means a second delivery, as OTLP allows. A first call in a cold JVM on a busy machine takes
 * longer than 300 ms, so the timeout here is long enough that only silence reaches it.
 */
class OtlpExporterContractTest extends ExporterContract {
  private static final Duration ONLY_FOR_SILENCE = Duration.ofSeconds(3);
  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofMillis(20), 0.5, 1.2, Duration.ofMillis(60), Duration.ofMinutes(5));

  @Override
  protected Backend openBackend(Stage stage) throws IOException {
    return new GrpcBackend();
  }

  @Override
  protected Exporter create(Settings settings, Backend target) {
    int port = ((GrpcBackend) target).server.port();
    OtlpExporterFactory factory = new OtlpExporterFactory();
    OtlpExporterConfig config =
        Records.with(
            factory.defaultConfig(),
            "endpoint",
            "127.0.0.1:" + port,
            "timeout",
            ONLY_FOR_SILENCE,
            "tls",
            TlsClientConfig.of(true, "", ""),
            "waitForReady",
            false,
            "retry",
            SOON);
    return factory.create(settings, config);
  }

  private static final class GrpcBackend implements Backend {
    private final GrpcServer server = GrpcServer.plain(0);
    private final List<SentSpan> spans = new ArrayList<>();
    private volatile Supplier<Behaviour> behaviour = () -> Behaviour.ACCEPT;

    GrpcBackend() throws IOException {
      server.replier = this::reply;
    }

    private Reply reply(byte[] request) {
      return switch (behaviour.get()) {
        case ACCEPT -> {
          synchronized (spans) {
            spans.addAll(TracesReader.read(request));
          }
          yield Reply.ok(new byte[0]);
        }
        case TRY_AGAIN -> Reply.error(Status.UNAVAILABLE, null);
        case NEVER -> Reply.error(Status.INVALID_ARGUMENT, null);
        case SILENT -> Reply.silence();
      };
    }

    @Override
    public void behave(Supplier<Behaviour> each) {
      behaviour = each;
    }

    @Override
    public List<SentSpan> spans() {
      synchronized (spans) {
        return List.copyOf(spans);
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
