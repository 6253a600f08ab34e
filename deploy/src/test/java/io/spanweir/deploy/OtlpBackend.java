package io.spanweir.deploy;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real OTLP/gRPC server that keeps what it gets; protobuf-java is the reader. */
final class OtlpBackend implements AutoCloseable {
  private final List<ResourceSpans> received = new ArrayList<>();
  private final Server server;

  OtlpBackend(int port) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(new Service())
            .build()
            .start();
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

  /** Keeps a request, however it came. */
  void take(ExportTraceServiceRequest request) {
    synchronized (received) {
      received.addAll(request.getResourceSpansList());
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

  private static String hex(Span span) {
    StringBuilder text = new StringBuilder();
    for (byte b : span.getTraceId().concat(span.getSpanId()).toByteArray()) {
      text.append(String.format("%02x", b));
    }
    return text.toString();
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
