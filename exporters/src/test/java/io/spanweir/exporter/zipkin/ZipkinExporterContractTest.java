package io.spanweir.exporter.zipkin;

import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.exporter.http.HttpServer;
import io.spanweir.exporter.sending.RetryConfig;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.SentSpan;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.contract.ExporterContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;
import zipkin2.internal.HexCodec;

class ZipkinExporterContractTest extends ExporterContract {
  private static final RetryConfig SOON =
      new RetryConfig(
          true, Duration.ofMillis(20), 0.5, 1.2, Duration.ofMillis(60), Duration.ofMinutes(5));

  @Override
  protected Backend openBackend(Stage stage) throws IOException {
    return new Zipkin();
  }

  @Override
  protected SentSpan asSent(SentSpan span) {
    return SentSpan.named(span.traceIdHigh(), span.traceIdLow(), span.spanId());
  }

  @Override
  protected int seeds() {
    return 1;
  }

  @Override
  protected Exporter create(Settings settings, Backend target) {
    ZipkinExporterFactory factory = new ZipkinExporterFactory();
    return factory.create(
        settings,
        Records.with(
            factory.defaultConfig(),
            "endpoint",
            "http://127.0.0.1:" + ((Zipkin) target).server.port() + "/api/v2/spans",
            "timeout",
            Duration.ofSeconds(3),
            "retry",
            SOON));
  }

  private static final class Zipkin implements Backend {
    private final HttpServer server = new HttpServer();
    private final List<SentSpan> spans = new ArrayList<>();
    private volatile Supplier<Behaviour> behaviour = () -> Behaviour.ACCEPT;

    Zipkin() throws IOException {
      server.replier = this::reply;
    }

    private byte[] reply(HttpServer.Request request) {
      return switch (behaviour.get()) {
        case ACCEPT -> {
          List<Span> came = SpanBytesDecoder.JSON_V2.decodeList(request.body().toByteArray());
          synchronized (spans) {
            came.forEach(span -> spans.add(named(span)));
          }
          yield HttpServer.answer(202, "", new byte[0]);
        }
        case TRY_AGAIN -> HttpServer.answer(503, "", new byte[0]);
        case NEVER -> HttpServer.answer(400, "", new byte[0]);
        case SILENT -> HttpServer.SILENCE;
      };
    }

    private static SentSpan named(Span span) {
      String trace = span.traceId();
      long high = trace.length() == 32 ? HexCodec.lowerHexToUnsignedLong(trace, 0) : 0;
      return SentSpan.named(
          high, HexCodec.lowerHexToUnsignedLong(trace), HexCodec.lowerHexToUnsignedLong(span.id()));
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
