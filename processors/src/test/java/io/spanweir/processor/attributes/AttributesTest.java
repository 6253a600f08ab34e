package io.spanweir.processor.attributes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.data.ClientInfo;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.attributes.ActionConfig.Action;
import io.spanweir.processor.match.MatchBuilder;
import io.spanweir.processor.passing.Rig;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.RecordingReceipt.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
  void takesWhatTheSpansCameWith() {
    List<ActionConfig> actions =
        List.of(
            Actions.fromContext(Action.UPSERT, "tenant", "metadata.X-Tenant"),
            Actions.fromContext(Action.INSERT, "sender", "client.address"),
            Actions.fromContext(Action.INSERT, "many", "metadata.x-many"),
            Actions.fromContext(Action.UPDATE, "k", "metadata.x-tenant"),
            Actions.fromContext(Action.UPSERT, "none", "metadata.x-none"));
    AttributesConfig config = new AttributesConfig(actions, null, null);
    Rig rig = new Rig((s, next) -> new AttributesFactory().create(s, config, next));
    byte[] in =
        Rig.data("shop", Span.newBuilder().addAttributes(Rig.pair("k", Rig.number(1))))
            .toByteArray();
    ClientInfo.Builder client = new ClientInfo.Builder();
    client.add("X-Tenant", "red");
    client.add("x-many", "\u00ff".repeat(5000));
    client.add("x-many", "b");
    Span with = span(rig.give(in, client.build("10.1.2.3")));
    assertThat(with.getAttributesList())
        .containsExactly(
            Rig.pair("k", Rig.text("red")),
            Rig.pair("tenant", Rig.text("red")),
            Rig.pair("sender", Rig.text("10.1.2.3")),
            Rig.pair("many", Rig.text("\u00ff".repeat(256))));
    Span without = span(rig.give(in, null));
    assertThat(without.getAttributesList()).containsExactly(Rig.pair("k", Rig.number(1)));
    ResourceConfig same = new ResourceConfig(actions.subList(0, 1));
    Rig ofResource = new Rig((s, next) -> new ResourceFactory().create(s, same, next));
    assertThat(ofResource.give(in, client.build("")).getResourceSpans(0).getResource())
        .matches(
            resource -> resource.getAttributesList().contains(Rig.pair("tenant", text("red"))));
  }

  private static Span span(TracesData out) {
    return out.getResourceSpans(0).getScopeSpans(0).getSpans(0);
  }

  @Test
  void aValueHasOneSource() {
    assertThatThrownBy(
            () -> new ActionConfig(Action.INSERT, "a", null, "", "b", "metadata.c", null))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("value");
    assertThatThrownBy(() -> Actions.fromContext(Action.UPSERT, "a", "auth.subject"))
        .hasMessageContaining("from_context");
    assertThatThrownBy(() -> Actions.fromContext(Action.DELETE, "a", "metadata.b"))
        .hasMessageContaining("from_context");
  }

  /** Read off the output of the Collector's attributes processor (contrib 0.155). */
  @Test
  void hashesAreTheCollectors() {
    assertHash("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", text("hello"));
    assertHash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", text(""));
    assertHash(
        "4fcb8d617ca4477a0d4cc55a1b0c774f839118c08a07f92f7b08fdeec554705e", text("h\u00e9\u4e16"));
    assertHash("ed049108bc18f2c64369e8d0ea42850bdd1a7d1dd340cfde716315579702a76c", Rig.number(42));
    assertHash("12a3ae445661ce5dee78d0650d33362dec29c4f82af05e7e57fb595bbbacf0ca", Rig.number(-1));
    AnyValue.Builder value = AnyValue.newBuilder();
    assertHash(
        "e163f8cb0f7067a7fc78ca859a77f849aea3214f38fb75b884e4a16be725c905",
        value.setDoubleValue(1.5).build());
    assertHash(
        "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc",
        value.setDoubleValue(0).build());
    assertHash(
        "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
        value.setBoolValue(true).build());
    assertHash(
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        value.setBoolValue(false).build());
    assertHash("", value.setBytesValue(ByteString.copyFromUtf8("x")).build());
    assertHash("", value.setArrayValue(ArrayValue.newBuilder().addValues(text("x"))).build());
    assertHash("", AnyValue.getDefaultInstance());
  }

  private static AnyValue text(String text) {
    return Rig.text(text);
  }

  private static void assertHash(String expected, AnyValue value) {
    AttributesConfig config = new AttributesConfig(List.of(Actions.hash("k")), null, null);
    Rig rig = new Rig((s, next) -> new AttributesFactory().create(s, config, next));
    Span.Builder span = Span.newBuilder().addAttributes(Rig.pair("k", value));
    var out = rig.give(Rig.data("shop", span));
    assertThat(out.getResourceSpans(0).getScopeSpans(0).getSpans(0).getAttributes(0).getValue())
        .isEqualTo(text(expected));
  }

  /** A pair whose first field is cut short, so that no reader finds the key behind it. */
  private static final byte[] UNREADABLE = {0x4a, 8, 0x7a, 0x7f, 0x0a, 4, 'm', 'a', 'i', 'l'};

  private static byte[] given(ActionConfig action) {
    AttributesConfig config = new AttributesConfig(List.of(action), null, null);
    Span span = Rig.withIds(Span.newBuilder().addAttributes(Rig.pair("k", text("v"))), 1).build();
    byte[] body = concat(span.toByteArray(), UNREADABLE);
    byte[] scope = concat(new byte[] {0x12, (byte) body.length}, body);
    byte[] resource = concat(new byte[] {0x12, (byte) scope.length}, scope);
    byte[] data = concat(new byte[] {0x0a, (byte) resource.length}, resource);
    List<byte[]> out = new ArrayList<>();
    Rig rig = new Rig((s, next) -> new AttributesFactory().create(s, config, new Raw(out)));
    rig.commit(rig.index(data));
    return out.get(0);
  }

  /** Personal data doesn't pass because nobody can tell whose it is. */
  @Test
  void whatCantBeReadIsTakenOutByWhoeverTakesSomethingOut() {
    assertThat(text(given(Actions.upsert("k", "w")))).contains("mail").contains("w");
    assertThat(text(given(Actions.delete("other")))).doesNotContain("mail").contains("v");
    assertThat(text(given(Actions.hash("other")))).doesNotContain("mail").contains("v");
    assertThat(text(given(Actions.delete("k")))).doesNotContain("mail").doesNotContain("v");
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The rows that come out, as bytes. */
  private record Raw(List<byte[]> rows) implements SpanConsumer {
    @Override
    public boolean reserve(int spans, long bytes) {
      return true;
    }

    @Override
    public void cancel(int spans, long bytes) {}

    @Override
    public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
      for (int row = 0; row < batch.size(); row++) {
        int from = batch.index().offset(row);
        rows.add(Arrays.copyOfRange(batch.rowBytes(row), from, batch.index().end(row)));
      }
      batch.release();
      receipt.accepted(0, null);
      receipt.settled();
    }
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

  /** The same of a resource, whose message nobody checks at the door. */
  @Test
  void aResourceEndsWhereItCantBeRead() throws Exception {
    byte[] pair = {0x0a, 8, 0x0a, 1, 'k', 0x12, 3, 0x0a, 1, 'v'};
    byte[] message = concat(pair, new byte[] {0x0a, 0x7f, 'm', 'a', 'i', 'l'});
    byte[] resource = concat(new byte[] {0x0a, (byte) message.length}, message);
    Span.Builder span = Rig.withIds(Span.newBuilder(), 1);
    byte[] body = span.build().toByteArray();
    byte[] scope = concat(new byte[] {0x12, (byte) body.length}, body);
    byte[] scopes = concat(new byte[] {0x12, (byte) scope.length}, scope);
    byte[] fields = concat(resource, scopes);
    byte[] data = concat(new byte[] {0x0a, (byte) fields.length}, fields);
    ResourceConfig config = new ResourceConfig(List.of(Actions.delete("other")));
    Rig rig = new Rig((s, next) -> new ResourceFactory().create(s, config, next));
    var out = rig.give(data).getResourceSpans(0).getResource();
    assertThat(out.getAttributesList()).containsExactly(Rig.pair("k", text("v")));
  }
}
