package io.spanweir.processor.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.attributes.ActionConfig.Action;
import io.spanweir.processor.match.MatchBuilder;
import io.spanweir.processor.passing.Rig;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributesTest {
  @Test
  void includeSaysWhichSpans() {
    AttributesConfig config =
        new AttributesConfig(
            List.of(Actions.delete("k")), new MatchBuilder().names("a").build(), null);
    Rig rig = new Rig((s, next) -> new AttributesFactory().create(s, config, next));
    Span.Builder with = Span.newBuilder().addAttributes(Rig.pair("k", Rig.text("v")));
    var out = rig.give(Rig.data("shop", with.clone().setName("a"), with.clone().setName("b")));
    List<Span> spans = out.getResourceSpans(0).getScopeSpans(0).getSpansList();
    assertThat(spans.get(0).getAttributesCount()).isZero();
    assertThat(spans.get(1).getAttributesCount()).isEqualTo(1);
  }

  @Test
  void withoutMemoryTheBatchIsRefused() {
    AttributesConfig config = new AttributesConfig(List.of(Actions.upsert("k", "v")), null, null);
    Rig rig = new Rig((s, next) -> new AttributesFactory().create(s, config, next), 8 << 10);
    SpanBatch batch = rig.index(Rig.data("shop", Span.newBuilder()).toByteArray());
    long bytes = CapturingConsumer.totalBytes(batch);
    assertThat(rig.processor.reserve(1, bytes)).isTrue();
    RecordingReceipt receipt = new RecordingReceipt();
    rig.processor.commit(batch, 1, bytes, receipt);
    assertThat(receipt.answer()).isEqualTo(Answer.REFUSED);
    assertThat(rig.spans(Term.REFUSED)).isEqualTo(1);
    assertThat(rig.process.pools().chunks().leasedBytes()).isZero();
  }

  @Test
  void whatCantWorkIsRefused() {
    assertThatThrownBy(() -> Actions.extract("k", "(a)"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("without a name");
    assertThatThrownBy(() -> Actions.copy(Action.INSERT, "k", ""))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("from_attribute");
    assertThatThrownBy(() -> Actions.matching(Action.HASH, "("))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("pattern: has an invalid expression");
  }
}
