package io.spanweir.exporter.debug;

import static io.spanweir.testkit.LedgerAssert.assertLedger;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.OneThread;
import io.spanweir.testkit.RecordingReceipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DebugExporterTest {
  private static final long MILLI = 1_000_000L;
  private static final long START = 1_760_000_000_000_000_000L;
  private static final long TRACE = 0x4bf92f3577b34da6L;

  private final OneThread loops = new OneThread();
  private final Settings settings = Fixtures.settings("debug", loops);
  private final Screen screen = new Screen();
  private Exporter exporter;

  @BeforeEach
  void basic() throws IOException {
    start(Verbosity.BASIC, false);
  }

  private void start(Verbosity verbosity, boolean colors) throws IOException {
    TraceText.Style style = new TraceText.Style(verbosity, colors, ZoneOffset.UTC);
    exporter = new DebugExporter(settings, style, screen);
    exporter.start();
  }

  private static Span.Builder span(long id, long parent, String name, long fromMs, long toMs) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(Fixtures.id(TRACE, 0xa3ce929d0e0e4736L))
            .setSpanId(eight(id))
            .setName(name)
            .setStartTimeUnixNano(START + fromMs * MILLI)
            .setEndTimeUnixNano(START + toMs * MILLI);
    return parent == 0 ? span : span.setParentSpanId(eight(parent));
  }

  private static ByteString eight(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(0, id));
  }

  private static ResourceSpans resource(String service, Span.Builder... spans) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(Fixtures.text("service.name", service)))
        .addScopeSpans(scope)
        .build();
  }

  private String show(ResourceSpans... resources) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (ResourceSpans resource : resources) {
      request.addResourceSpans(resource);
    }
    int before = screen.text().length();
    SpanBatch batch = Fixtures.batch(settings, request.build());
    RecordingReceipt receipt = new RecordingReceipt(true);
    int spans = batch.size();
    assertThat(exporter.reserve(spans, 1)).isTrue();
    exporter.commit(batch, spans, 1, receipt);
    assertThat(receipt.isSettled()).isTrue();
    assertThat(settings.pools().chunks().leasedBytes()).isZero();
    return screen.text().substring(before);
  }

  private static ResourceSpans[] checkout() {
    KeyValue policy = Fixtures.text("tailsampling.policy", "errors");
    return new ResourceSpans[] {
      resource("frontend", span(1, 0, "GET /checkout", 0, 1240).addAttributes(policy)),
      resource(
          "payments",
          span(3, 2, "charge", 30, 900)
              .addAttributes(policy)
              .setStatus(
                  Status.newBuilder()
                      .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                      .setMessage("card declined")),
          span(2, 1, "POST /pay", 20, 1000).addAttributes(policy),
          span(4, 1, "GET /stock", 5, 15).addAttributes(policy))
    };
  }

  @Test
  void aLinePerTrace() {
    assertThat(show(checkout()))
        .isEqualTo(
            "08:53:21 4bf92f3577b34da6a3ce929d0e0e4736 GET /checkout      frontend"
                + "     1.24 s  4 spans ERR errors\n");
    assertThat(show(resource("cart", span(1, 0, "a name that goes on and on and on", 0, 3))))
        .isEqualTo(
            "08:53:21 4bf92f3577b34da6a3ce929d0e0e4736 a name that goes … cart"
                + "        3.00 ms  1 span\n");
    assertThat(show(resource("cart", span(1, 9, "late", 10, 20), span(2, 9, "early", 0, 11))))
        .isEqualTo(
            "08:53:21 4bf92f3577b34da6a3ce929d0e0e4736 (no root) early    cart"
                + "        20.0 ms  2 spans\n");
  }

  @Test
  void linesOfABatchComeInOnePiece() {
    Span.Builder other = span(1, 0, "other", 0, 1).setTraceId(Fixtures.id(1, 2));
    String text = show(resource("a", span(1, 0, "one", 0, 1), span(2, 1, "two", 0, 1), other));
    assertThat(text.lines().count()).isEqualTo(2);
    assertThat(text).contains("00000000000000010000000000000002 other");
    assertThat(screen.offers).isEqualTo(1);
  }

  @Test
  void columnsFitAScreen() {
    show(checkout());
    assertThat(screen.text().lines()).allMatch(line -> line.length() <= 120);
  }

  @Test
  void thePolicyIsFoundOnTheScopeToo() {
    ResourceSpans onSpan = resource("cart", span(1, 0, "op", 0, 1));
    ScopeSpans scope =
        onSpan.getScopeSpans(0).toBuilder()
            .setScope(
                InstrumentationScope.newBuilder()
                    .addAttributes(Fixtures.text("tailsampling.policy", "slow ones")))
            .build();
    ResourceSpans onScope = onSpan.toBuilder().setScopeSpans(0, scope).build();
    assertThat(show(onScope)).endsWith(" slow ones\n");
  }

  @Test
  void errorsAreRedWhereThatIsWanted() throws IOException {
    start(Verbosity.BASIC, true);
    assertThat(show(checkout())).contains(" \u001b[31mERR\u001b[0m ");
  }

  @Test
  void normalShowsATree() throws IOException {
    start(Verbosity.NORMAL, false);
    assertThat(show(checkout()).lines().skip(1))
        .containsExactly(
            "  - GET /checkout  frontend  1.24 s",
            "    - GET /stock  payments  10.0 ms",
            "    - POST /pay  payments  980 ms",
            "      - charge  payments  870 ms  ERROR: card declined");
  }

  @Test
  void detailedShowsEverything() throws IOException {
    start(Verbosity.DETAILED, false);
    Span.Builder span =
        span(1, 0, "op", 0, 1)
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .addAttributes(Fixtures.text("http.route", "/a"))
            .addAttributes(
                KeyValue.newBuilder().setKey("n").setValue(AnyValue.newBuilder().setIntValue(7)))
            .addEvents(Span.Event.newBuilder().setName("e"));
    assertThat(show(resource("cart", span, span(2, 1, "sub", 0, 1))).lines().skip(1))
        .containsExactly(
            "  - op  cart  1.00 ms",
            "      span 0000000000000001, parent 0000000000000000, server,"
                + " start 1760000000000000000, end 1760000000001000000, 1 events, 0 links",
            "      http.route = /a",
            "      n = 7",
            "      resource service.name = cart",
            "    - sub  cart  1.00 ms",
            "        span 0000000000000002, parent 0000000000000001, unspecified,"
                + " start 1760000000000000000, end 1760000000001000000, 0 events, 0 links");
  }

  @Test
  void strangersDoNotGetAtTheTerminal() throws IOException {
    String evil = "a\u001b[2Jb\r\n\u0007\u009b31m\u202e\u2028\ud800c";
    start(Verbosity.DETAILED, false);
    Span.Builder span =
        span(1, 0, evil, 0, 1)
            .addAttributes(Fixtures.text(evil, evil))
            .addAttributes(Fixtures.text("tailsampling.policy", evil))
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage(evil));
    String text = show(resource(evil, span));
    assertThat(text).contains("a\\u001b[2Jb\\u000d\\u000a\\u0007\\u009b31m\\u202e\\u2028");
    assertThat(text.chars().filter(c -> c != '\n'))
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    assertThat(text.lines().count()).isEqualTo(6);
  }

  @Test
  void oddParentsStillShowEverySpanOnce() throws IOException {
    start(Verbosity.NORMAL, false);
    String text =
        show(
            resource(
                "x",
                span(1, 2, "cycle a", 0, 1),
                span(2, 1, "cycle b", 0, 1),
                span(3, 3, "own parent", 0, 1),
                span(4, 99, "orphan", 0, 1),
                span(5, 4, "child", 0, 1),
                span(5, 4, "twin", 0, 1)));
    for (String name :
        new String[] {"cycle a", "cycle b", "own parent", "orphan", "child", "twin"}) {
      assertThat(text.lines().filter(line -> line.contains("- " + name))).as(name).hasSize(1);
    }
    assertThat(text.lines().count()).isEqualTo(7);
  }

  @Test
  void aHugeTraceIsCut() throws IOException {
    start(Verbosity.DETAILED, false);
    Span.Builder[] spans = new Span.Builder[3000];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = span(i + 1, i, "s" + i, 0, 1);
    }
    String text = show(resource("x", spans));
    assertThat(text).endsWith("  … 2900 more spans\n");
    assertThat(text.lines().mapToInt(String::length).max().getAsInt()).isLessThan(250);
  }

  @Test
  void timesThatCannotBeAreNoTrouble() {
    Span.Builder odd = span(1, 0, "odd", 5, 1);
    assertThat(show(resource("x", odd))).contains("      ?  1 span");
    assertThat(show(resource("x", odd.setStartTimeUnixNano(0)))).contains("20370 days");
    assertThat(show(resource("x", odd.setEndTimeUnixNano(-1)))).contains("      ?  1 span");
  }

  @Test
  void durationsHaveThreeDigits() {
    assertThat(Plain.duration(0, 999)).isEqualTo("999 ns");
    assertThat(Plain.duration(0, 1_000)).isEqualTo("1.00 µs");
    assertThat(Plain.duration(0, 999_499)).isEqualTo("999 µs");
    assertThat(Plain.duration(0, 999_500)).isEqualTo("1.00 ms");
    assertThat(Plain.duration(0, 12_345_678)).isEqualTo("12.3 ms");
    assertThat(Plain.duration(0, 999_500_000)).isEqualTo("1.00 s");
    assertThat(Plain.duration(0, 59_940_000_000L)).isEqualTo("59.9 s");
    assertThat(Plain.duration(0, 61_000_000_000L)).isEqualTo("1m 1s");
    assertThat(Plain.duration(0, 7_260_000_000_000L)).isEqualTo("2h 1m");
  }

  @Test
  void whatAStuckTerminalMissesIsCountedAndSaid() {
    screen.stuck = true;
    show(checkout());
    show(checkout());
    screen.stuck = false;
    assertThat(show(checkout())).startsWith("… 2 traces not shown\n08:53:21 ");
    assertThat(show(checkout())).startsWith("08:53:21 ");
    screen.stuck = true;
    show(checkout());
    screen.stuck = false;
    exporter.shutdown(loops.nanoTime());
    assertThat(screen.text()).endsWith("… 1 traces not shown\n");
    assertLedger(settings.telemetry().ledger())
        .balances()
        .spans("exporter:debug", Term.RECEIVED, 20)
        .spans("exporter:debug", Term.KEPT, 20);
  }

  @Test
  void shutdownWaitsForTheTerminalUntilTheDeadline() {
    screen.stuck = true;
    exporter.shutdown(loops.nanoTime() + MILLI);
    assertThat(exporter.reserve(1, 1)).isFalse();
    assertThat(exporter.isShutDown()).isFalse();
    loops.advance(MILLI);
    assertThat(exporter.isShutDown()).isTrue();
  }
}
