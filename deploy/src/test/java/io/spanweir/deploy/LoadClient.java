package io.spanweir.deploy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends traces one after the other over both doors, each in a request of its own, every other one
 * with an error, and notes what it was told.
 */
final class LoadClient implements AutoCloseable {
  static final int SPANS_PER_TRACE = 3;

  private final ManagedChannel channel;
  private final URI traces;
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread grpc = new Thread(this::sendOverGrpc, "grpc client");
  private final Thread http = new Thread(this::sendOverHttp, "http client");

  /** Numbers of the traces that were acknowledged. */
  final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();

  /** What was said instead: status codes, or the kind of failure of a connection. */
  final Set<String> grpcRefusals = ConcurrentHashMap.newKeySet();

  final Set<String> httpRefusals = ConcurrentHashMap.newKeySet();

  LoadClient(int grpcPort, int httpPort) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    traces = URI.create("http://127.0.0.1:" + httpPort + "/v1/traces");
  }

  /** Sends until {@link #close}. */
  void start() {
    grpc.start();
    http.start();
  }

  /** Sends so many traces over gRPC, on the caller's thread. */
  void send(int count) {
    TraceServiceGrpc.TraceServiceBlockingStub stub = TraceServiceGrpc.newBlockingStub(channel);
    for (int i = 0; i < count; i++) {
      int number = numbers.incrementAndGet();
      stub.export(request(number));
      acknowledged.add(number);
    }
  }

  private void sendOverGrpc() {
    TraceServiceGrpc.TraceServiceBlockingStub stub = TraceServiceGrpc.newBlockingStub(channel);
    while (!ended.get()) {
      int number = numbers.incrementAndGet();
      try {
        stub.export(request(number));
        acknowledged.add(number);
      } catch (StatusRuntimeException e) {
        grpcRefusals.add(e.getStatus().getCode().name());
        rest();
      }
    }
  }

  private void sendOverHttp() {
    HttpClient client = HttpClient.newHttpClient();
    while (!ended.get()) {
      int number = numbers.incrementAndGet();
      HttpRequest request =
          HttpRequest.newBuilder(traces)
              .header("Content-Type", "application/x-protobuf")
              .POST(HttpRequest.BodyPublishers.ofByteArray(request(number).toByteArray()))
              .build();
      try {
        int code = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (code == 200) {
          acknowledged.add(number);
        } else {
          httpRefusals.add(Integer.toString(code));
        }
      } catch (IOException e) {
        httpRefusals.add("no connection");
        rest();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void rest() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a trace has an error. */
  static boolean hasError(int number) {
    return number % 2 == 0;
  }

  /** The trace id of a number, in hexadecimal. */
  static String traceId(int number) {
    return String.format("%016x%016x", number * 0x9E3779B97F4A7C15L, number);
  }

  private static ExportTraceServiceRequest request(int number) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (int i = 1; i <= SPANS_PER_TRACE; i++) {
      Span.Builder span =
          Span.newBuilder()
              .setTraceId(bytes(number * 0x9E3779B97F4A7C15L, number))
              .setSpanId(bytes(i))
              .setName("step " + i)
              .setStartTimeUnixNano(1_700_000_000_000_000_000L)
              .setEndTimeUnixNano(1_700_000_000_001_000_000L);
      if (i == 2 && hasError(number)) {
        span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
      }
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
        .build();
  }

  private static ByteString bytes(long... words) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * words.length);
    for (long word : words) {
      buffer.putLong(word);
    }
    return ByteString.copyFrom(buffer.flip());
  }

  /** Sends no more, and waits for what is under way. */
  void end() throws InterruptedException {
    ended.set(true);
    http.interrupt();
    grpc.join(10_000);
    http.join(10_000);
  }

  @Override
  public void close() {
    ended.set(true);
    channel.shutdownNow();
  }
}
