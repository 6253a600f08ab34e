package io.spanweir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.twitter.finagle.stats.InMemoryStatsReceiver;
import com.twitter.finagle.tracing.Annotation;
import com.twitter.finagle.tracing.Flags;
import com.twitter.finagle.tracing.Record;
import com.twitter.finagle.tracing.SpanId;
import com.twitter.finagle.tracing.TraceId;
import com.twitter.finagle.tracing.Tracer;
import com.twitter.finagle.zipkin.thrift.ZipkinTracer;
import com.twitter.util.Time;
import io.spanweir.clients.Spanweir.Door;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;
import scala.Some;
import zipkin2.Endpoint;
import zipkin2.Span;

/**
 * The tracer of Finagle and Linkerd, which asks for its own protocol and then sends by Scribe. One
 * test at a time: a second call at once would open a connection, within its short patience.
 */
@Timeout(180)
@Execution(ExecutionMode.SAME_THREAD)
class FinagleTest {
  private static final long SPAN = 0x4d1e00c0db9010dbL;
  private static final long PARENT = 0x86154a4ba6e91385L;
  private static final InetSocketAddress FRONTEND = address(1, 8080);
  private static final InetSocketAddress BACKEND = address(2, 9000);

  private static Spanweir spanweir;
  private static InMemoryStatsReceiver stats;

  /** One for each service: tracers for one name of a host are one, as if in one service. */
  private static Tracer frontend;

  private static Tracer backend;

  private final long start = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) - 1_000_000;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    spanweir = Spanweir.start(folder, Map.of());
    stats = new InMemoryStatsReceiver();
    frontend = ZipkinTracer.mk("127.0.0.1", spanweir.port(Door.SCRIBE), stats, 1);
    backend = ZipkinTracer.mk("localhost", spanweir.port(Door.SCRIBE), stats, 1);
    spanweir.awaitStart();
    awaitConnections();
  }

  /** Whatever Finagle has not sent within its short patience is gone; connecting takes longest. */
  private static void awaitConnections() throws Exception {
    for (Tracer tracer : List.of(frontend, backend)) {
      long before = sent();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      for (long id = 1; sent() == before; id++) {
        assertThat(System.nanoTime()).as(stats.counters().toString()).isLessThan(deadline);
        TraceId trace = traceId(0, id, id, Flags.apply());
        tracer.record(Record.apply(trace, Time.now(), Annotation.ServerRecv$.MODULE$));
        tracer.record(Record.apply(trace, Time.now(), Annotation.ServerSend$.MODULE$));
        Thread.sleep(200);
      }
    }
  }

  /** Calls that have been answered with OK. */
  private static long sent() {
    Pattern ok = Pattern.compile("log_span, ok\\) -> (\\d+)");
    Matcher matcher = ok.matcher(stats.counters().toString());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(stats.counters().toString()).contains("try_later) -> 0");
    spanweir.close();
  }

  /** Of an id of 128 bits Finagle sends the lower half. */
  @ParameterizedTest
  @ValueSource(longs = {0, 0x463ac35c9f6413adL})
  void bothHalvesOfACallComeBack(long traceIdHigh) throws Exception {
    long traceIdLow = 0x48485a3953bb6124L + traceIdHigh;
    TraceId id = traceId(traceIdHigh, traceIdLow, PARENT, Flags.apply());
    call(id);
    serve(id);
    Span.Builder both =
        Span.newBuilder().traceId(0, traceIdLow).parentId(PARENT).id(SPAN).name("get /pay");
    Span client =
        both.clone()
            .kind(Span.Kind.CLIENT)
            .timestamp(start)
            .duration(200_000L)
            .localEndpoint(endpoint("frontend", FRONTEND))
            .remoteEndpoint(endpoint("frontend", BACKEND))
            .addAnnotation(start + 100, "ws")
            .addAnnotation(start + 199_000, "wr")
            .putTag("http.status_code", "500")
            .putTag("error", "true")
            .build();
    Span server =
        both.clone()
            .kind(Span.Kind.SERVER)
            .shared(true)
            .timestamp(start + 1_000)
            .duration(150_000L)
            .localEndpoint(endpoint("backend", BACKEND))
            .remoteEndpoint(endpoint("", FRONTEND))
            .addAnnotation(start + 2_000, "cache miss")
            .putTag("user.id", "4711")
            .build();
    assertThat(spanweir.trace(client.traceId(), 2)).containsExactlyInAnyOrder(client, server);
  }

  private void call(TraceId id) {
    record(frontend, id, 0, new Annotation.ServiceName("Frontend"));
    record(frontend, id, 0, new Annotation.Rpc("GET /Pay"));
    record(frontend, id, 0, Annotation.ClientSend$.MODULE$);
    record(frontend, id, 10, new Annotation.LocalAddr(FRONTEND));
    record(frontend, id, 10, new Annotation.ServerAddr(BACKEND));
    record(frontend, id, 100, Annotation.WireSend$.MODULE$);
    record(frontend, id, 199_000, Annotation.WireRecv$.MODULE$);
    record(
        frontend, id, 199_000, new Annotation.BinaryAnnotation("http.status_code", (Object) 500));
    record(frontend, id, 199_000, new Annotation.BinaryAnnotation("error", (Object) true));
    record(frontend, id, 200_000, Annotation.ClientRecv$.MODULE$);
  }

  private void serve(TraceId id) {
    record(backend, id, 1_000, new Annotation.ServiceName("backend"));
    record(backend, id, 1_000, new Annotation.Rpc("GET /Pay"));
    record(backend, id, 1_000, Annotation.ServerRecv$.MODULE$);
    record(backend, id, 1_000, new Annotation.LocalAddr(BACKEND));
    record(backend, id, 1_000, new Annotation.ClientAddr(FRONTEND));
    record(backend, id, 1_000, new Annotation.BinaryAnnotation("user.id", (Object) "4711"));
    record(backend, id, 2_000, new Annotation.Message("cache miss"));
    record(backend, id, 151_000, Annotation.ServerSend$.MODULE$);
  }

  private void record(Tracer tracer, TraceId id, long after, Annotation annotation) {
    tracer.record(Record.apply(id, Time.fromMicroseconds(start + after), annotation));
  }

  @Test
  void debugStays() throws Exception {
    TraceId id = traceId(0, 0x7700, 0x7700, Flags.apply().setDebug());
    serve(id);
    assertThat(spanweir.trace("0000000000007700", 1)).extracting(Span::debug).containsOnly(true);
  }

  private static TraceId traceId(long high, long low, long parent, Flags flags) {
    return TraceId.apply(
        new Some<>(SpanId.apply(low)),
        new Some<>(SpanId.apply(parent)),
        SpanId.apply(SPAN),
        new Some<>(true),
        flags,
        high == 0 ? Option.empty() : new Some<>(SpanId.apply(high)),
        false);
  }

  private static Endpoint endpoint(String service, InetSocketAddress address) {
    return Endpoint.newBuilder()
        .serviceName(service)
        .ip(address.getAddress())
        .port(address.getPort())
        .build();
  }

  private static InetSocketAddress address(int last, int port) {
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last}), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
