package io.spanweir.processor.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Term;
import io.spanweir.processor.attributes.ActionConfig.Action;
import io.spanweir.processor.attributes.ActionConfig.ConvertedType;
import io.spanweir.processor.passing.Rig;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.SentSpan;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Random spans and actions beside a plain model on protobuf-java's objects. */
class AttributesModelTest {
  private static final List<String> KEYS = List.of("user.id", "email", "url", "n", "x");
  private static final String URL = "^(?P<scheme>[a-z]+)://(?P<host>[^/]*)";

  @Test
  void spansAreAsTheModelSays() {
    Seed.each(
        150,
        seed -> {
          Rng rng = new Rng(seed);
          List<ActionConfig> actions = actions(rng);
          AttributesConfig config = new AttributesConfig(actions, null, null);
          Rig rig = new Rig((s, next) -> new AttributesFactory().create(s, config, next));
          for (int i = 0; i < 5; i++) {
            TracesData in = traces(rng);
            assertThat(rig.give(in))
                .as(actions.toString())
                .isEqualTo(AttributeModel.spans(in, actions));
          }
          assertThat(rig.spans(Term.KEPT)).isEqualTo(rig.spans(Term.RECEIVED));
        });
  }

  @Test
  void resourcesAreAsTheModelSays() {
    Seed.each(
        100,
        seed -> {
          Rng rng = new Rng(seed);
          ResourceConfig config = new ResourceConfig(actions(rng));
          Rig rig = new Rig((s, next) -> new ResourceFactory().create(s, config, next));
          for (int i = 0; i < 5; i++) {
            TracesData in = traces(rng);
            TracesData wanted = AttributeModel.resources(in, config.attributes());
            assertThat(rig.give(in)).as(config.toString()).isEqualTo(wanted);
          }
        });
  }

  @Test
  void whoeverSharesTheBatchSeesWhatCame() {
    List<ActionConfig> actions = List.of(Actions.delete("user.id"), Actions.upsert("n", 5L));
    AttributesConfig config = new AttributesConfig(actions, null, null);
    Rig rig = new Rig((s, next) -> new AttributesFactory().create(s, config, next));
    Rng rng = new Rng(1);
    for (int i = 0; i < 20; i++) {
      SpanBatch batch = rig.index(traces(rng).toByteArray());
      SpanBatch shared = batch.share();
      List<SentSpan> before = SentSpan.of(shared);
      rig.commit(batch);
      assertThat(SentSpan.of(shared)).isEqualTo(before);
      shared.release();
    }
  }

  private static List<ActionConfig> actions(Rng rng) {
    List<ActionConfig> actions = new ArrayList<>();
    for (int n = rng.between(1, 4); n > 0; n--) {
      String key = rng.pick(KEYS);
      Object value = rng.pick(List.<Object>of("text", "", 42L, -1L, 0.5, true, "v".repeat(200)));
      Action put = rng.pick(List.of(Action.INSERT, Action.UPDATE, Action.UPSERT));
      ConvertedType type = rng.pick(List.of(ConvertedType.values()));
      actions.add(
          switch (rng.below(10)) {
            case 0 -> Actions.insert(key, value);
            case 1 -> Actions.update(key, value);
            case 2 -> Actions.upsert(key, value);
            case 3 -> Actions.copy(put, key, rng.pick(KEYS));
            case 4 -> Actions.delete(key);
            case 5 -> Actions.hash(key);
            case 6 -> Actions.matching(Action.DELETE, rng.pick(List.of("^u", "[ln]$", "zz")));
            case 7 -> Actions.matching(Action.HASH, rng.pick(List.of("^u", "i", "zz")));
            case 8 -> Actions.extract(key, URL);
            default -> Actions.convert(key, type);
          });
    }
    return actions;
  }

  private static TracesData traces(Rng rng) {
    TracesData.Builder data = TracesData.newBuilder();
    int id = 1;
    for (int r = rng.between(1, 3); r > 0; r--) {
      ResourceSpans.Builder resource =
          ResourceSpans.newBuilder().setSchemaUrl(rng.percent(50) ? "s" : "");
      if (rng.percent(80)) {
        Resource.Builder message = Resource.newBuilder().setDroppedAttributesCount(rng.below(3));
        message.addAllAttributes(attributes(rng)).setUnknownFields(unknown(rng));
        resource.setResource(message);
      }
      for (int s = rng.between(1, 2); s > 0; s--) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int n = rng.between(1, 3); n > 0; n--) {
          scope.addSpans(Rig.withIds(span(rng), id++));
        }
        resource.addScopeSpans(scope);
      }
      data.addResourceSpans(resource);
    }
    return data.build();
  }

  private static Span.Builder span(Rng rng) {
    Span.Builder span = Span.newBuilder().addAllAttributes(attributes(rng));
    span.setUnknownFields(unknown(rng));
    if (rng.percent(70)) {
      span.setName("name").setKindValue(rng.below(6)).setStartTimeUnixNano(5).setEndTimeUnixNano(6);
    }
    if (rng.percent(50)) {
      span.addEvents(Span.Event.newBuilder().setName("e")).setTraceState("a=b").setFlags(257);
      span.getStatusBuilder().setCodeValue(2).setMessage("bad");
    }
    return span;
  }

  private static UnknownFieldSet unknown(Rng rng) {
    if (rng.percent(70)) {
      return UnknownFieldSet.getDefaultInstance();
    }
    UnknownFieldSet.Field field =
        UnknownFieldSet.Field.newBuilder().addVarint(7).addVarint(8).build();
    return UnknownFieldSet.newBuilder().addField(99, field).build();
  }

  private static List<KeyValue> attributes(Rng rng) {
    List<KeyValue> attributes = new ArrayList<>();
    for (int n = rng.below(6); n > 0; n--) {
      attributes.add(Rig.pair(rng.pick(KEYS), value(rng, 2)));
    }
    return attributes;
  }

  private static AnyValue value(Rng rng, int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    List<String> texts = List.of("", "ada", "42", "-7", "0.5", "1e3", "9".repeat(25), "http://h/p");
    return switch (rng.below(depth > 0 ? 9 : 6)) {
      case 0, 1 -> value.setStringValue(rng.pick(texts)).build();
      case 2 -> value.setIntValue(rng.pick(List.of(0L, 42L, -7L, Long.MIN_VALUE))).build();
      case 3 -> value.setDoubleValue(rng.pick(List.of(0.5, -3.0, 1e21, 7e300))).build();
      case 4 -> value.setBoolValue(rng.percent(50)).build();
      case 5 -> value.setBytesValue(ByteString.copyFromUtf8("bytes")).build();
      case 6 ->
          value.setArrayValue(ArrayValue.newBuilder().addValues(value(rng, depth - 1))).build();
      case 7 ->
          value
              .setKvlistValue(
                  KeyValueList.newBuilder().addValues(Rig.pair("k", value(rng, depth - 1))))
              .build();
      default -> value.build();
    };
  }
}
