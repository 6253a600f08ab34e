package io.spanweir.processor.dependencies;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.processor.passing.Rig;
import io.spanweir.testkit.contract.ProcessorContract;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DependenciesContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    return new DependenciesFactory().create(settings, new DependenciesConfig(), next);
  }

  @Override
  protected int seeds() {
    return 4;
  }

  private static TreeSet<String> links(TracesData... requests) {
    Rig rig =
        new Rig(
            (settings, next) ->
                new DependenciesFactory().create(settings, new DependenciesConfig(), next));
    for (TracesData request : requests) {
      assertThat(rig.give(request)).isEqualTo(request);
    }
    TreeSet<String> links = new TreeSet<>();
    Objects.requireNonNull(rig.process.settings("s").telemetry().links().tapped())
        .peek(
            (hour, parent, child, calls, errors) ->
                links.add(parent + ">" + child + " " + calls + " calls " + errors + " errors"));
    return links;
  }

  private static Span.Builder span(int id, int parent, SpanKind kind) {
    Span.Builder span = Rig.withIds(Span.newBuilder().setKind(kind), id);
    span.setTraceId(Rig.withIds(Span.newBuilder(), 9).getTraceId());
    return parent == 0
        ? span
        : span.setParentSpanId(Rig.withIds(Span.newBuilder(), parent).getSpanId());
  }

  @Test
  void aClientAndTheServerBelowItAreOneCall() {
    assertThat(
            links(
                Rig.data("Shop", span(1, 0, SpanKind.SPAN_KIND_CLIENT)),
                Rig.data("cart", span(2, 1, SpanKind.SPAN_KIND_SERVER))))
        .containsExactly("shop>cart 1 calls 0 errors");
  }

  @Test
  void aServerThatIsNotTracedIsKnownByItsName() {
    assertThat(
            links(
                Rig.data(
                    "shop",
                    span(1, 0, SpanKind.SPAN_KIND_CLIENT)
                        .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                        .addAttributes(Rig.pair("db.name", Rig.text("carts")))
                        .addAttributes(Rig.pair("peer.service", Rig.text("MySQL"))))))
        .containsExactly("shop>mysql 1 calls 1 errors");
  }

  @Test
  void anAttributeErrorIsAnError() {
    assertThat(
            links(
                Rig.data("shop", span(1, 0, SpanKind.SPAN_KIND_CLIENT)),
                Rig.data(
                    "cart",
                    span(2, 1, SpanKind.SPAN_KIND_SERVER)
                        .addAttributes(Rig.pair("error", Rig.text(""))))))
        .containsExactly("shop>cart 1 calls 1 errors");
  }

  @Test
  void aNameOfKilobytesIsNone() {
    assertThat(
            links(
                Rig.data(
                    "shop",
                    span(1, 0, SpanKind.SPAN_KIND_CLIENT)
                        .addAttributes(Rig.pair("peer.service", Rig.text("x".repeat(5_000)))))))
        .isEmpty();
  }

  @Test
  void aSpanThatIsSentAgainCountsOnce() {
    TracesData request =
        Rig.data(
            "shop",
            span(1, 0, SpanKind.SPAN_KIND_CLIENT)
                .addAttributes(Rig.pair("peer.service", Rig.text("mysql"))));
    assertThat(links(request, request)).containsExactly("shop>mysql 1 calls 0 errors");
  }
}
