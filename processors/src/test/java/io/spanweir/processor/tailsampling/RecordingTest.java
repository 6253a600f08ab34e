package io.spanweir.processor.tailsampling;

import static io.spanweir.processor.tailsampling.Sampler.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import io.spanweir.processor.tailsampling.policy.TestPolicies;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.RecordingReceipt;
import io.spanweir.testkit.SentSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What comes out is what went in, to the byte, and the name of the policy where it is asked for:
 * protobuf-java says so.
 */
class RecordingTest {
  private static final String KEY = "tailsampling.policy";

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static UnknownFieldSet tomorrow(int number) {
    UnknownFieldSet.Field field =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(ByteString.copyFromUtf8("a field of tomorrow"))
            .build();
    return UnknownFieldSet.newBuilder().addField(number, field).build();
  }

  private static Span span(int id, KeyValue... attributes) {
    return Span.newBuilder()
        .setTraceId(ByteString.fromHex("0102030405060708090a0b0c0d0e0f10"))
        .setSpanId(ByteString.copyFrom(new byte[] {0, 0, 0, 0, 0, 0, 1, (byte) id}))
        .setName("op")
        .setStartTimeUnixNano(5)
        .setEndTimeUnixNano(9)
        .addAllAttributes(List.of(attributes))
        .addEvents(Span.Event.newBuilder().setName("e").addAttributes(attribute("k", "v")))
        .addLinks(Span.Link.newBuilder().setTraceState("a=b"))
        .setUnknownFields(tomorrow(99))
        .build();
  }

  private static InstrumentationScope scope(KeyValue... attributes) {
    return InstrumentationScope.newBuilder()
        .setName("lib")
        .addAllAttributes(List.of(attributes))
        .setUnknownFields(tomorrow(98))
        .build();
  }

  private static ResourceSpans resource(String service, ScopeSpans... scopes) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", service)))
        .setSchemaUrl("https://schema/" + service)
        .addAllScopeSpans(List.of(scopes))
        .setUnknownFields(tomorrow(97))
        .build();
  }

  private static ScopeSpans scopeSpans(InstrumentationScope scope, Span... spans) {
    return ScopeSpans.newBuilder()
        .setScope(scope)
        .setSchemaUrl("https://schema/scope")
        .addAllSpans(List.of(spans))
        .build();
  }

  private static void give(Sampler sampler, TracesData data) throws MalformedException {
    byte[] body = data.toByteArray();
    Chunk chunk = sampler.process.pools().chunks().lease(body.length);
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    SpanBatch batch = sampler.process.pools().batches().lease();
    new OtlpIndexer().index(chunk, batch);
    int spans = batch.size();
    long bytes = CapturingConsumer.totalBytes(batch);
    assertThat(sampler.processor.reserve(spans, bytes)).isTrue();
    sampler.processor.commit(batch, spans, bytes, new RecordingReceipt());
  }

  /** One span as protobuf-java reads what came out of it. */
  private record Out(Span span, ScopeSpans scope, ResourceSpans resource) {}

  private static List<Out> outOf(Sampler sampler) throws InvalidProtocolBufferException {
    List<Out> out = new ArrayList<>();
    for (SentSpan sent : sampler.next.spans()) {
      out.add(
          new Out(
              Span.parseFrom(sent.span()),
              ScopeSpans.parseFrom(sent.scope()),
              ResourceSpans.parseFrom(sent.resource())));
    }
    return out;
  }

  private static Sampler sampler(RecordPolicy where) {
    return Sampler.of(Configs.of(TestPolicies.always("every-one")).record(where));
  }

  @ParameterizedTest
  @EnumSource(RecordPolicy.class)
  void everythingComesThroughUnchanged(RecordPolicy where) throws Exception {
    Sampler sampler = sampler(where);
    Span one = span(1, attribute("a", "b"), attribute("x".repeat(200), "y".repeat(9000)));
    Span two = span(2);
    InstrumentationScope lib = scope(attribute("s", "t"));
    give(
        sampler,
        TracesData.newBuilder()
            .addResourceSpans(resource("cart", scopeSpans(lib, one)))
            .addResourceSpans(resource("mail", scopeSpans(lib), scopeSpans(scope(), two)))
            .build());
    sampler.pass(3 * SECOND);
    KeyValue mark = attribute(KEY, "every-one");
    Span.Builder oneOut = one.toBuilder();
    Span.Builder twoOut = two.toBuilder();
    InstrumentationScope.Builder libOut = lib.toBuilder();
    InstrumentationScope.Builder bareOut = scope().toBuilder();
    if (where == RecordPolicy.SPAN) {
      oneOut.addAttributes(mark);
      twoOut.addAttributes(mark);
    } else if (where == RecordPolicy.SCOPE) {
      libOut.addAttributes(mark);
      bareOut.addAttributes(mark);
    }
    assertThat(outOf(sampler))
        .containsExactlyInAnyOrder(
            new Out(oneOut.build(), scopeSpans(libOut.build()), resource("cart")),
            new Out(twoOut.build(), scopeSpans(bareOut.build()), resource("mail")));
    sampler.assertEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RecordPolicy.class,
      names = {"SPAN", "OFF"})
  void theBytesOfTheSpanStandUntouched(RecordPolicy where) throws Exception {
    Sampler sampler = sampler(where);
    Span one = span(1, attribute("a", "b"));
    give(
        sampler,
        TracesData.newBuilder()
            .addResourceSpans(resource("cart", scopeSpans(scope(), one)))
            .build());
    sampler.pass(3 * SECOND);
    SentSpan sent = sampler.next.spans().get(0);
    ByteString body = ByteString.copyFrom(sent.span().slice());
    assertThat(body.startsWith(one.toByteString())).isTrue();
    ByteString behind = body.substring(one.getSerializedSize());
    List<KeyValue> more = Span.parseFrom(behind).getAttributesList();
    assertThat(more)
        .isEqualTo(where == RecordPolicy.OFF ? List.of() : List.of(attribute(KEY, "every-one")));
  }

  @ParameterizedTest
  @CsvSource({"SPAN,1", "SPAN,3", "SCOPE,1", "SCOPE,3"})
  void whatATierBeforeRecordedIsReplaced(RecordPolicy where, int times) throws Exception {
    Sampler sampler = sampler(where);
    KeyValue[] old = new KeyValue[2 * times + 1];
    List<KeyValue> rest = new ArrayList<>();
    for (int i = 0; i < old.length; i++) {
      old[i] = i % 2 == 1 ? attribute(KEY, "old-" + i) : attribute("k" + i, "v".repeat(i * 60));
      if (i % 2 == 0) {
        rest.add(old[i]);
      }
    }
    boolean onSpan = where == RecordPolicy.SPAN;
    Span span = onSpan ? span(1, old) : span(1);
    InstrumentationScope scope = onSpan ? scope() : scope(old);
    TracesData data =
        TracesData.newBuilder().addResourceSpans(resource("cart", scopeSpans(scope, span))).build();
    give(sampler, data);
    give(sampler, data);
    sampler.pass(3 * SECOND);
    List<Out> out = outOf(sampler);
    assertThat(out).as("the second copy is a duplicate").hasSize(1);
    rest.add(attribute(KEY, "every-one"));
    assertThat(
            onSpan
                ? out.get(0).span().getAttributesList()
                : out.get(0).scope().getScope().getAttributesList())
        .isEqualTo(rest);
    Span bare = out.get(0).span().toBuilder().clearAttributes().build();
    assertThat(bare).isEqualTo(span(1));
    assertThat(out.get(0).scope().getSchemaUrl()).isEqualTo("https://schema/scope");
    assertThat(out.get(0).scope().getScope().getUnknownFields()).isEqualTo(tomorrow(98));
    sampler.assertEmpty();
  }

  @ParameterizedTest
  @EnumSource(RecordPolicy.class)
  void lateSpansSayTheSamePolicy(RecordPolicy where) throws Exception {
    Sampler sampler =
        Sampler.of(
            Configs.of(TestPolicies.status("errors", "ERROR"), TestPolicies.always("rest"))
                .record(where));
    for (int id = 1; id <= 2; id++) {
      give(
          sampler,
          TracesData.newBuilder()
              .addResourceSpans(resource("cart", scopeSpans(scope(), span(id))))
              .build());
      sampler.pass(3 * SECOND);
    }
    for (Out out : outOf(sampler)) {
      List<KeyValue> marks = new ArrayList<>(out.span().getAttributesList());
      marks.addAll(out.scope().getScope().getAttributesList());
      assertThat(marks)
          .isEqualTo(where == RecordPolicy.OFF ? List.of() : List.of(attribute(KEY, "rest")));
    }
    assertThat(sampler.out()).hasSize(2);
  }

  private static KeyValue attribute(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  private static Span span(int id, long start, long end) {
    return span(id).toBuilder().setStartTimeUnixNano(start).setEndTimeUnixNano(end).build();
  }

  private static void give(Sampler sampler, InstrumentationScope scope, Span... spans)
      throws MalformedException {
    ResourceSpans resource = resource("cart", scopeSpans(scope, spans));
    give(sampler, TracesData.newBuilder().addResourceSpans(resource).build());
  }

  private static Sampler sayingAll(RecordPolicy where) {
    return Sampler.of(
        Configs.of(TestPolicies.always("every-one"))
            .record(where)
            .recordDecision()
            .afterRoot(Duration.ofSeconds(1)));
  }

  /** What is said on spans and scopes of a trace, of which each says the same. */
  private static List<KeyValue> said(Sampler sampler, RecordPolicy where) throws Exception {
    Set<List<KeyValue>> said = new HashSet<>();
    for (Out out : outOf(sampler)) {
      List<KeyValue> onSpan = out.span().getAttributesList();
      List<KeyValue> onScope = out.scope().getScope().getAttributesList();
      assertThat(where == RecordPolicy.SPAN ? onScope : onSpan).isEmpty();
      said.add(where == RecordPolicy.SPAN ? onSpan : onScope);
    }
    assertThat(said).hasSize(1);
    return said.iterator().next();
  }

  @ParameterizedTest
  @EnumSource(
      value = RecordPolicy.class,
      names = {"SPAN", "SCOPE"})
  void reasonAndDurationWhereAskedFor(RecordPolicy where) throws Exception {
    Sampler sampler = sayingAll(where);
    give(sampler, scope(), span(1, 1_000_000_000L, 1_000_000_007L));
    give(sampler, scope(), span(2, 1_234_500_000L, 3_999_999_999L));
    sampler.pass(3 * SECOND);
    assertThat(sampler.out()).hasSize(2);
    assertThat(said(sampler, where))
        .containsExactly(
            attribute(KEY, "every-one"),
            attribute("tailsampling.reason", "decision_wait_after_root_received"),
            attribute("tailsampling.trace_duration_ms", 2_999));
    sampler.assertEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = RecordPolicy.class,
      names = {"SPAN", "SCOPE"})
  void spansThatJoinAKeptTraceChangeNothingOfWhatIsSaid(RecordPolicy where) throws Exception {
    Sampler sampler = sayingAll(where);
    boolean[] room = {false};
    sampler.next.hasRoom(() -> room[0]);
    give(sampler, scope(), span(1, 1_000_000_000L, 1_500_000_000L));
    sampler.pass(3 * SECOND);
    give(sampler, scope(), span(2, 1_000_000_000L, 9_000_000_000L));
    room[0] = true;
    sampler.pass(SECOND);
    assertThat(sampler.out()).hasSize(2);
    assertThat(said(sampler, where)).contains(attribute("tailsampling.trace_duration_ms", 500));
  }

  @ParameterizedTest
  @EnumSource(
      value = RecordPolicy.class,
      names = {"SPAN", "SCOPE"})
  void ofALateSpanTheDurationIsNotKnown(RecordPolicy where) throws Exception {
    Sampler sampler = sayingAll(where);
    give(sampler, scope(), span(1, 1_000_000_000L, 1_500_000_000L));
    sampler.pass(3 * SECOND);
    int before = sampler.out().size();
    give(sampler, scope(), span(2, 1_000_000_000L, 9_000_000_000L));
    sampler.pass(SECOND);
    Out late = outOf(sampler).get(before);
    List<KeyValue> said = new ArrayList<>(late.span().getAttributesList());
    said.addAll(late.scope().getScope().getAttributesList());
    assertThat(said)
        .containsExactly(
            attribute(KEY, "every-one"),
            attribute("tailsampling.reason", "decision_wait_after_root_received"));
  }

  @Test
  void aTraceThatNeverSaidWhenHasNoDuration() throws Exception {
    Sampler sampler = sayingAll(RecordPolicy.SPAN);
    give(sampler, scope(), span(1, 0, 0));
    sampler.pass(3 * SECOND);
    assertThat(said(sampler, RecordPolicy.SPAN))
        .extracting(KeyValue::getKey)
        .containsExactly(KEY, "tailsampling.reason");
  }

  @ParameterizedTest
  @CsvSource({"SPAN,true", "SPAN,false", "SCOPE,true", "SCOPE,false"})
  void allThatATierBeforeSaidIsReplaced(RecordPolicy where, boolean all) throws Exception {
    Sampler sampler = all ? sayingAll(where) : sampler(where);
    KeyValue[] old = {
      attribute("tailsampling.trace_duration_ms", 1),
      attribute("a", "b"),
      attribute("tailsampling.reason", "evicted"),
      attribute(KEY, "sidecar"),
      attribute("tailsampling.reasons", "ours are other keys"),
    };
    boolean onSpan = where == RecordPolicy.SPAN;
    give(sampler, onSpan ? scope() : scope(old), onSpan ? span(1, old) : span(1));
    sampler.pass(3 * SECOND);
    List<KeyValue> now = new ArrayList<>(List.of(old[1], old[4], attribute(KEY, "every-one")));
    if (all) {
      now.add(attribute("tailsampling.reason", "decision_wait_after_root_received"));
      now.add(attribute("tailsampling.trace_duration_ms", 0));
    }
    assertThat(said(sampler, where)).isEqualTo(now);
  }
}
