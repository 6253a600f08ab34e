package io.spanweir.demo.shop;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.extension.trace.propagation.B3Propagator;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.spanweir.demo.shop.Step.Part;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service with the OpenTelemetry SDK, which reports OTLP over HTTP. */
final class OtelService implements Service {
  private static final long FLUSH_SECONDS = 5;
  private static final AttributeKey<Long> HTTP_STATUS =
      AttributeKey.longKey("http.response.status_code");

  /** B3 for the services with Brave, W3C for those with the SDK; both name the same trace. */
  private static final TextMapPropagator PROPAGATOR =
      TextMapPropagator.composite(
          B3Propagator.injectingMultiHeaders(), W3CTraceContextPropagator.getInstance());

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * @param otlp where spans go, {@code http://host:port}
   */
  OtelService(String name, String otlp) {
    BatchSpanProcessor batches =
        BatchSpanProcessor.builder(
                OtlpHttpSpanExporter.builder().setEndpoint(otlp + "/v1/traces").build())
            .setScheduleDelay(Shop.REPORT_MILLIS, TimeUnit.MILLISECONDS)
            .build();
    provider =
        SdkTracerProvider.builder()
            .setResource(Resource.builder().put("service.name", name).build())
            .addSpanProcessor(batches)
            .build();
    tracer = provider.get("io.spanweir.demo");
  }

  @Override
  public Step receive(Part part, String name, Map<String, String> headers) {
    Context caller = PROPAGATOR.extract(Context.root(), headers, Headers.GETTER);
    return start(caller, part, name, null);
  }

  private Step start(Context parent, Part part, String name, @Nullable String peer) {
    Span span =
        tracer
            .spanBuilder(name)
            .setParent(parent)
            .setSpanKind(SpanKind.valueOf(part.name()))
            .startSpan();
    if (peer != null) {
      span.setAttribute("peer.service", peer);
    }
    return new OtelStep(span, parent.with(span));
  }

  @Override
  public void close() {
    provider.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
  }

  private enum Headers implements TextMapGetter<Map<String, String>> {
    GETTER;

    @Override
    @SuppressWarnings("deprecation") // Nobody asks, and the interface still has it.
    public Iterable<String> keys(Map<String, String> headers) {
      return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String key) {
      return headers == null ? null : headers.get(key);
    }
  }

  private final class OtelStep implements Step {
    private final Span span;
    private final Context context;

    OtelStep(Span span, Context context) {
      this.span = span;
      this.context = context;
    }

    @Override
    public Step child(Part part, String name, String peer) {
      return start(context, part, name, peer);
    }

    @Override
    public Step tag(String key, String value) {
      span.setAttribute(key, value);
      return this;
    }

    @Override
    public void httpStatus(int status) {
      span.setAttribute(HTTP_STATUS, (long) status);
    }

    @Override
    public void fail(Exception e) {
      span.recordException(e);
      span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new HashMap<>();
      PROPAGATOR.inject(
          context,
          headers,
          (carrier, key, value) -> {
            if (carrier != null) {
              carrier.put(key, value);
            }
          });
      return headers;
    }

    @Override
    public String traceId() {
      return span.getSpanContext().getTraceId();
    }

    @Override
    public void close() {
      span.end();
    }
  }
}
