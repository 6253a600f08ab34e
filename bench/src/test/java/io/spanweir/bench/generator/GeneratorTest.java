package io.spanweir.bench.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.spanweir.bench.sink.RawExport;
import io.spanweir.bench.sink.Sink;
import io.spanweir.bench.sink.TraceTable;
import io.spanweir.bench.sink.Verdict;
import io.spanweir.bench.workload.CompressedRequests;
import io.spanweir.bench.workload.Compression;
import io.spanweir.bench.workload.Encoding;
import io.spanweir.bench.workload.GrpcFraming;
import io.spanweir.bench.workload.Http1Framing;
import io.spanweir.bench.workload.PatchedRequests;
import io.spanweir.bench.workload.RequestSource;
import io.spanweir.bench.workload.Shape;
import io.spanweir.bench.workload.TraceModel;
import io.spanweir.bench.workload.Transport;
import io.spanweir.bench.workload.WarmedRequests;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The generator against a sink that it sends to directly: everything arrives, so everything counts.
 */
final class GeneratorTest {
  private static final Shape SHAPE = new Shape(512, 4, 4, false, 5);
  private static final double NO_LIMIT = 1e12;

  private final TraceTable table = new TraceTable(new TraceModel(SHAPE.seed()));

  @Test
  void everySpanSentOverGrpcArrivesOnce() throws Exception {
    Phase phase = new Phase("steady", 50_000, 0.4);
    assertEverythingArrives(
        Transport.GRPC,
        4,
        phase,
        new PatchedRequests(SHAPE, new GrpcFraming("a", Compression.NONE), Encoding.PROTOBUF, 60));
  }

  @Test
  void everySpanSentOverHttpArrivesOnce() throws Exception {
    Phase phase = new Phase("saturated", 0, 0.2);
    assertEverythingArrives(
        Transport.HTTP,
        4,
        phase,
        new PatchedRequests(
            SHAPE,
            new Http1Framing("a", Compression.NONE, Encoding.PROTOBUF),
            Encoding.PROTOBUF,
            60));
  }

  @Test
  void everyCompressedSpanArrivesOnce() throws Exception {
    Phase phase = new Phase("saturated", 0, 5);
    assertEverythingArrives(Transport.GRPC, 2, phase, compressed());
  }

  @Test
  void everySpanArrivesOnceOfARunThatTurnsToCompressedRequests() throws Exception {
    CompressedRequests compressed = compressed();
    WarmedRequests warmed =
        new WarmedRequests(
            SHAPE, new GrpcFraming("a", Compression.NONE), Encoding.PROTOBUF, 60, compressed);
    long both = compressed.traces();
    assertEverythingArrives(
        Transport.GRPC,
        2,
        List.of(new Phase("plain", 0, 0.3), new Phase("compressed", 0, 5)),
        boundary -> {
          if (boundary == 1) {
            warmed.turn();
          }
        },
        warmed);
    assertThat(warmed.traces()).isGreaterThan(both + 100);
  }

  @Test
  void manyConnectionsTakeTurns() throws Exception {
    Shape small = new Shape(20, 50, 4, true, SHAPE.seed());
    Phase phase = new Phase("steady", 20_000, 0.4);
    assertEverythingArrives(
        Transport.GRPC,
        200,
        phase,
        new PatchedRequests(small, new GrpcFraming("a", Compression.NONE), Encoding.PROTOBUF, 60));
  }

  @Test
  void latencyCountsFromWhenARequestWasDue() throws Exception {
    Server slow = server(in -> pause(in, 30), new RefuseEvery(Integer.MAX_VALUE));
    Generator generator =
        generator(
            slow.getPort(),
            new PatchedRequests(
                SHAPE, new GrpcFraming("a", Compression.NONE), Encoding.PROTOBUF, 60),
            1);
    try {
      // One request every 10 ms is due, one every 30 ms can be answered.
      generator.run(List.of(new Phase("too fast", 51_200, 0.5)), boundary -> {});
    } finally {
      slow.shutdownNow();
    }
    assertThat(generator.latencies(0).getMaxValue() / 1e6).isGreaterThan(200);
    assertThat(generator.backlog()).isGreaterThan(20);
    assertThat(generator.latencies(1).getTotalCount())
        .as("what completes the open traces")
        .isPositive()
        .isEqualTo(generator.ledger().requests() - generator.latencies(0).getTotalCount());
  }

  @Test
  void refusalsAreCountedAndBreakTheirTraces() throws Exception {
    RefuseEvery everyThird = new RefuseEvery(3);
    Server server = server(InputStream::readAllBytes, everyThird);
    Generator generator =
        generator(
            server.getPort(),
            new PatchedRequests(
                SHAPE, new GrpcFraming("a", Compression.NONE), Encoding.PROTOBUF, 60),
            4);
    try {
      generator.run(List.of(new Phase("saturated", 0, 0.2)), boundary -> {});
    } finally {
      server.shutdownNow();
    }
    Ledger ledger = generator.ledger();
    assertThat(ledger.refused() / 512.0)
        .isBetween(everyThird.calls.get() / 3.0 - 1.0, everyThird.calls.get() / 3.0 + 1.0);
    assertThat(ledger.sent()).isEqualTo(ledger.accepted() + ledger.refused());
    assertThat(table.judge(1, NO_LIMIT).broken() + table.judge(500, NO_LIMIT).broken())
        .isPositive();
  }

  private static CompressedRequests compressed() {
    return new CompressedRequests(
        SHAPE, new GrpcFraming("a", Compression.GZIP), Compression.GZIP, Encoding.PROTOBUF, 60, 40);
  }

  private void assertEverythingArrives(
      Transport transport, int connections, Phase phase, RequestSource source) throws Exception {
    assertEverythingArrives(transport, connections, List.of(phase), boundary -> {}, source);
  }

  private void assertEverythingArrives(
      Transport transport,
      int connections,
      List<Phase> phases,
      Generator.PhaseListener listener,
      RequestSource source)
      throws Exception {
    try (Sink sink = Sink.start(table)) {
      int port = transport == Transport.HTTP ? sink.httpPort() : sink.grpcPort();
      InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      int batch = source instanceof PatchedRequests && connections == 200 ? 20 : SHAPE.batch();
      LoadOptions options = new LoadOptions(target, transport, connections, 4, 0, batch);
      Generator generator = new Generator(options, source, table::broken);
      generator.run(phases, listener);

      Ledger ledger = generator.ledger();
      Verdict verdict = table.judge(source.traces(), NO_LIMIT);
      assertThat(sink.unreadable()).isZero();
      assertThat(ledger.sent()).isPositive().isEqualTo(ledger.accepted());
      assertThat(ledger.sent()).isEqualTo(10 * source.traces());
      assertThat(table.spans()).isEqualTo(ledger.sent());
      assertThat(verdict.describe()).isEqualTo("ok");
      assertThat(verdict.expected() + verdict.extra()).isEqualTo(source.traces());
    }
  }

  private Generator generator(int port, RequestSource source, int connections) {
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    LoadOptions options = new LoadOptions(target, Transport.GRPC, connections, 1, 0, SHAPE.batch());
    return new Generator(options, source, table::broken);
  }

  private static Server server(RawExport.Handler handler, ServerInterceptor interceptor)
      throws Exception {
    // A window of little more than one frame makes every request wait for credit.
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .initialFlowControlWindow(65_535)
        .flowControlWindow(65_535)
        .maxInboundMessageSize(1 << 24)
        .intercept(interceptor)
        .addService(RawExport.service(handler))
        .build()
        .start();
  }

  private static void pause(InputStream in, long millis) throws java.io.IOException {
    in.readAllBytes();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Turns every so many calls away. */
  private static final class RefuseEvery implements ServerInterceptor {
    private final AtomicInteger calls = new AtomicInteger();
    private final int every;

    RefuseEvery(int every) {
      this.every = every;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      if (calls.incrementAndGet() % every == 0) {
        call.close(Status.RESOURCE_EXHAUSTED.withDescription("full"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }
}
