package io.spanweir.deploy;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real OTLP/gRPC server that keeps what it gets; protobuf-java is the reader. */
final class OtlpBackend implements AutoCloseable {
  private final List<ResourceSpans> received = new ArrayList<>();
  private final List<ResourceMetrics> metrics = new ArrayList<>();
  private final List<ResourceLogs> logs = new ArrayList<>();
  private final List<Metadata> headers = new CopyOnWriteArrayList<>();
  private final Server server;

  OtlpBackend(int port) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(new Service())
            .addService(new Metrics())
            .addService(new Logs());
    server = builder.intercept(new HeaderKeeper()).build().start();
  }

  private final class HeaderKeeper implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata sent, ServerCallHandler<Q, A> next) {
      headers.add(sent);
      return next.startCall(call, sent);
    }
  }

  /** What each request had in this header, null where it had none. */
  List<@Nullable String> header(String name) {
    Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    List<@Nullable String> values = new ArrayList<>();
    headers.forEach(sent -> values.add(sent.get(key)));
    return values;
  }

  private final class Service extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
      take(request);
      answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private final class Metrics extends MetricsServiceGrpc.MetricsServiceImplBase {
    @Override
    public void export(
        ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> answer) {
      take(request);
      answer.onNext(ExportMetricsServiceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  private final class Logs extends LogsServiceGrpc.LogsServiceImplBase {
    @Override
    public void export(
        ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> answer) {
      take(request);
      answer.onNext(ExportLogsServiceResponse.getDefaultInstance());
      answer.onCompleted();
    }
  }

  /** Every metric that came. */
  List<Metric> metrics() {
    synchronized (received) {
      return metrics.stream()
          .flatMap(resource -> resource.getScopeMetricsList().stream())
          .flatMap(scope -> scope.getMetricsList().stream())
          .toList();
    }
  }

  /** Every metric and every log record that came, with resource and scope, as texts. */
  List<String> others() {
    return others(resource -> resource);
  }

  /** The same, as if their resources were others. */
  List<String> others(UnaryOperator<Resource> changed) {
    List<String> all = new ArrayList<>();
    synchronized (received) {
      for (ResourceMetrics of : metrics) {
        for (ScopeMetrics scope : of.getScopeMetricsList()) {
          for (Metric metric : scope.getMetricsList()) {
            all.add(
                text(changed.apply(of.getResource()), of.getSchemaUrl(), scope.getScope(), metric));
          }
        }
      }
      for (ResourceLogs of : logs) {
        for (ScopeLogs scope : of.getScopeLogsList()) {
          for (LogRecord record : scope.getLogRecordsList()) {
            all.add(
                text(changed.apply(of.getResource()), of.getSchemaUrl(), scope.getScope(), record));
          }
        }
      }
    }
    return all;
  }

  private static String text(Message resource, String schema, Message scope, Message item) {
    return resource + "|" + schema + "|" + scope + "|" + item;
  }

  /** Keeps a request, however it came. */
  void take(ExportTraceServiceRequest request) {
    synchronized (received) {
      received.addAll(request.getResourceSpansList());
    }
  }

  /** Keeps a request, however it came. */
  void take(ExportMetricsServiceRequest request) {
    synchronized (received) {
      metrics.addAll(request.getResourceMetricsList());
    }
  }

  /** Keeps a request, however it came. */
  void take(ExportLogsServiceRequest request) {
    synchronized (received) {
      logs.addAll(request.getResourceLogsList());
    }
  }

  int port() {
    return server.getPort();
  }

  /** A span with what it stands in. */
  record Received(ResourceSpans resource, ScopeSpans scope, Span span) {}

  /** All spans by trace and span id, in hexadecimal. */
  Map<String, Received> spans() {
    Map<String, Received> spans = new TreeMap<>();
    synchronized (received) {
      for (ResourceSpans resource : received) {
        for (ScopeSpans scope : resource.getScopeSpansList()) {
          for (Span span : scope.getSpansList()) {
            Received twin = spans.put(hex(span), new Received(resource, scope, span));
            if (twin != null) {
              throw new AssertionError("came twice: " + span);
            }
          }
        }
      }
    }
    return spans;
  }

  /** How many spans have come. */
  int count() {
    synchronized (received) {
      return received.stream()
          .flatMap(resource -> resource.getScopeSpansList().stream())
          .mapToInt(ScopeSpans::getSpansCount)
          .sum();
    }
  }

  /** How many spans of each trace have come, by its id in hexadecimal. */
  Map<String, Integer> traces() {
    Map<String, Integer> traces = new TreeMap<>();
    spans().keySet().forEach(id -> traces.merge(id.substring(0, 32), 1, Integer::sum));
    return traces;
  }

  private static String hex(Span span) {
    return HexFormat.of().formatHex(span.getTraceId().concat(span.getSpanId()).toByteArray());
  }

  /** Waits until something holds of what came. */
  static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + what);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
