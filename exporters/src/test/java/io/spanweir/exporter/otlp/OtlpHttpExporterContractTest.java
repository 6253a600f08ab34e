package io.spanweir.exporter.otlp;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.exporter.http.HttpServer;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TracesReader;
import io.spanweir.testkit.contract.ExporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The timeout is long for the reason that {@link OtlpExporterContractTest} gives. */
class OtlpHttpExporterContractTest extends ExporterContract {
  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofMillis(20), 0.5, 1.2, Duration.ofMillis(60), Duration.ofMinutes(5));

  @Override
  protected Backend openBackend(Stage stage) throws IOException {
    return new HttpBackend();
  }

  @Override
  protected Exporter create(Settings settings, Backend target) {
    OtlpHttpExporterFactory factory = new OtlpHttpExporterFactory();
    return factory.create(
        settings,
        Records.with(
            factory.defaultConfig(),
            "endpoint",
            "http://127.0.0.1:" + ((HttpBackend) target).server.port(),
            "timeout",
            Duration.ofSeconds(3),
            "retry",
            SOON));
  }

  private static final class HttpBackend implements Backend {
    private final HttpServer server = new HttpServer();
    private final List<SentSpan> spans = new ArrayList<>();
    private volatile Supplier<Behaviour> behaviour = () -> Behaviour.ACCEPT;

    HttpBackend() throws IOException {
      server.replier = this::reply;
    }

    private byte[] reply(HttpServer.Request request) {
      return switch (behaviour.get()) {
        case ACCEPT -> {
          synchronized (spans) {
            spans.addAll(TracesReader.read(request.body().toByteArray()));
          }
          yield HttpServer.OK;
        }
        case TRY_AGAIN -> HttpServer.answer(503, "", new byte[0]);
        case NEVER -> HttpServer.answer(400, "", new byte[0]);
        case SILENT -> HttpServer.SILENCE;
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
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
