package io.spanweir.demo.shop;

import brave.Span;
import brave.Tracer;
import brave.Tracing;
import brave.propagation.B3Propagation;
import brave.propagation.TraceContext.Extractor;
import brave.propagation.TraceContext.Injector;
import brave.sampler.Sampler;
import io.spanweir.demo.shop.Step.Part;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import zipkin2.reporter.BytesMessageSender;
import zipkin2.reporter.brave.AsyncZipkinSpanHandler;
import zipkin2.reporter.urlconnection.URLConnectionSender;

/** A service with Zipkin's own client: Brave, which reports Zipkin v2 JSON over HTTP. */
final class BraveService implements Service {
  private final AsyncZipkinSpanHandler reporter;
  private final Tracing tracing;
  private final Tracer tracer;
  private final Extractor<Map<String, String>> extractor;
  private final Injector<Map<String, String>> injector;

  /**
   * @param zipkin where spans go, {@code http://host:port}
   */
  BraveService(String name, String zipkin) {
    BytesMessageSender sender = URLConnectionSender.create(zipkin + "/api/v2/spans");
    reporter =
        AsyncZipkinSpanHandler.newBuilder(sender)
            .messageTimeout(Shop.REPORT_MILLIS, TimeUnit.MILLISECONDS)
            .build();
    tracing =
        Tracing.newBuilder()
            .localServiceName(name)
            .traceId128Bit(true)
            // The other library gives each half of a call an id of its own; so does this one.
            .supportsJoin(false)
            .sampler(Sampler.ALWAYS_SAMPLE)
            .propagationFactory(
                B3Propagation.newFactoryBuilder().injectFormat(B3Propagation.Format.MULTI).build())
            .addSpanHandler(reporter)
            .build();
    tracer = tracing.tracer();
    extractor = tracing.propagation().extractor(Map::get);
    injector = tracing.propagation().injector(Map::put);
  }

  @Override
  public Step receive(Part part, String name, Map<String, String> headers) {
    return new BraveStep(start(tracer.nextSpan(extractor.extract(headers)), part, name));
  }

  private static Span start(Span span, Part part, String name) {
    return span.kind(Span.Kind.valueOf(part.name())).name(name).start();
  }

  @Override
  public void close() {
    tracing.close();
    reporter.close();
  }

  private final class BraveStep implements Step {
    private final Span span;

    BraveStep(Span span) {
      this.span = span;
    }

    @Override
    public Step child(Part part, String name, String peer) {
      Span child = tracer.newChild(span.context()).remoteServiceName(peer);
      return new BraveStep(start(child, part, name));
    }

    @Override
    public Step tag(String key, String value) {
      span.tag(key, value);
      return this;
    }

    @Override
    public void httpStatus(int status) {
      span.tag("http.status_code", Integer.toString(status));
    }

    @Override
    public void fail(Exception e) {
      span.error(e);
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new HashMap<>();
      injector.inject(span.context(), headers);
      return headers;
    }

    @Override
    public String traceId() {
      return span.context().traceIdString();
    }

    @Override
    public void close() {
      span.finish();
    }
  }
}
