package io.spanweir.processor.probabilistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Settings;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.passing.Rig;
import io.spanweir.processor.probabilistic.ProbabilisticSamplerConfig.Mode;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.contract.ProcessorContract;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ProbabilisticSamplerContractTest extends ProcessorContract {
  @Override
  protected Processor create(Settings settings, SpanConsumer next) {
    return new ProbabilisticSamplerFactory().create(settings, config(Mode.HASH_SEED, 50), next);
  }

  @Override
  protected int seeds() {
    return 4;
  }

  private static ProbabilisticSamplerConfig config(Mode mode, double percentage) {
    return new ProbabilisticSamplerConfig(percentage, 22, mode, true, 4, "traceID");
  }

  private static Rig rig(Mode mode, double percentage) {
    return new Rig(
        (s, n) -> new ProbabilisticSamplerFactory().create(s, config(mode, percentage), n));
  }

  private static Span.Builder span(long high, long low, String state) {
    byte[] id = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    return Span.newBuilder().setTraceId(ByteString.copyFrom(id)).setTraceState(state);
  }

  private static boolean kept(Rig rig, long low, String state) {
    return rig.give(Rig.data("shop", span(1, low, state))).getResourceSpansCount() > 0;
  }

  @Test
  void theHashIsFnv() {
    // FNV-1a of 20 zero bytes, by the definition of the hash.
    int hash = 0x811c9dc5;
    for (int i = 0; i < 20; i++) {
      hash *= 16777619;
    }
    assertThat(Thresholds.hash(0, 0, 0)).isEqualTo(hash);
  }

  @Test
  void everyModeKeepsTheShare() {
    for (Mode mode : Mode.values()) {
      Rig rig = rig(mode, 25);
      Rng rng = new Rng(5);
      for (int i = 0; i < 200; i++) {
        Span.Builder[] spans = new Span.Builder[20];
        for (int s = 0; s < spans.length; s++) {
          spans[s] = span(rng.id(), rng.id(), "");
        }
        rig.give(Rig.data("shop", spans));
      }
      assertThat((double) rig.spans(Term.KEPT)).as("%s", mode).isCloseTo(1000, within(120.0));
      assertThat(rig.spans(Term.FILTERED)).isEqualTo(4000 - rig.spans(Term.KEPT));
    }
  }

  @Test
  void thresholdsAreThoseOfTheSpecification() {
    assertThat(Thresholds.of(0.5, 4)).isEqualTo(0x80000000000000L);
    assertThat(Thresholds.of(0.25, 4)).isEqualTo(0xc0000000000000L);
    assertThat(Thresholds.of(0.1, 4)).isEqualTo(0xe6660000000000L);
    assertThat(Thresholds.of(1, 4)).isZero();
    assertThat(Thresholds.of(0, 4)).isEqualTo(Thresholds.ALL);
  }

  @Test
  void whatWasSampledBeforeCounts() {
    long middle = 0xd0_0000_0000_0000L;
    assertThat(kept(rig(Mode.EQUALIZING, 25), middle, "")).isTrue();
    assertThat(kept(rig(Mode.EQUALIZING, 25), middle, "ot=th:8")).isTrue();
    assertThat(kept(rig(Mode.PROPORTIONAL, 25), middle, "a=b,ot=th:8")).isFalse();
    assertThat(kept(rig(Mode.PROPORTIONAL, 50), middle, "ot=th:8")).isTrue();
    assertThat(kept(rig(Mode.EQUALIZING, 25), middle, "ot=th:8;rv:90000000000000")).isFalse();
    assertThat(kept(rig(Mode.EQUALIZING, 25), middle, "ot=th:f")).as("inconsistent").isFalse();
    assertThat(kept(rig(Mode.EQUALIZING, 100), middle, "ot=th:xyz")).as("unreadable").isFalse();
  }

  @Test
  void priorityDecides() {
    for (long priority : new long[] {0, 1}) {
      Span.Builder asked =
          span(1, 1, "").addAttributes(Rig.pair("sampling.priority", Rig.number(priority)));
      int out =
          rig(Mode.HASH_SEED, priority == 0 ? 100 : 0)
              .give(Rig.data("shop", asked))
              .getResourceSpansCount();
      assertThat(out).isEqualTo((int) priority);
    }
  }

  @Test
  void whatCantWorkIsRefused() {
    assertThatThrownBy(() -> config(Mode.HASH_SEED, -1))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("sampling_percentage");
  }
}
