package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import io.spanweir.testkit.ProtoWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Examples; odd bytes are {@code FoldingTest}'s. */
class SpanMatcherTest {
  private static SpanMatcher matcher(String key, String... texts) {
    return new SpanMatcher(List.of(new AttributeIn(key, List.of(texts))));
  }

  private static boolean matches(AnyValue value, String text) {
    Span span = Span.newBuilder().addAttributes(pair("user.id", value)).build();
    byte[] bytes = span.toByteArray();
    Resource resource = Resource.newBuilder().addAttributes(pair("user.id", value)).build();
    byte[] fields = new ProtoWriter().bytesField(1, resource.toByteArray()).toByteArray();
    SpanMatcher matcher = matcher("user.id", text);
    boolean ofSpan = matcher.ofAttributes(bytes, 0, bytes.length) != 0;
    assertThat(matcher.ofResource(fields, 0, fields.length) != 0).isEqualTo(ofSpan);
    return ofSpan;
  }

  private static KeyValue pair(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private static AnyValue number(long number) {
    return AnyValue.newBuilder().setIntValue(number).build();
  }

  private static AnyValue number(double number) {
    return AnyValue.newBuilder().setDoubleValue(number).build();
  }

  private static AnyValue bool(boolean bool) {
    return AnyValue.newBuilder().setBoolValue(bool).build();
  }

  @Test
  void anyScalarHasAText() {
    assertThat(matches(text("vip"), "vip")).isTrue();
    assertThat(matches(text("v".repeat(1000)), "v".repeat(1000))).isTrue();
    assertThat(matches(text("\u00fc\u65e5"), "\u00fc\u65e5")).isTrue();
    assertThat(matches(number(42), "42")).isTrue();
    assertThat(matches(number(0), "0")).isTrue();
    assertThat(matches(number(Long.MIN_VALUE), "-9223372036854775808")).isTrue();
    assertThat(matches(bool(true), "true")).isTrue();
    assertThat(matches(bool(false), "false")).isTrue();
    assertThat(matches(number(0.5), "0.5")).isTrue();
    assertThat(matches(number(42.0), "42")).isTrue();
    assertThat(matches(number(1e21), "1e+21")).isTrue();
  }

  @Test
  void whatIsNearDoesNotMatch() {
    for (String near : List.of("vi", "vipp", "VIP", "vip ", "wip")) {
      assertThat(matches(text("vip"), near)).as(near).isFalse();
      assertThat(matches(text(near), "vip")).as(near).isFalse();
    }
    assertThat(matches(number(42), "042")).isFalse();
    assertThat(matches(number(42), "4")).isFalse();
    assertThat(matches(bool(true), "1")).isFalse();
    assertThat(matches(bool(true), "TRUE")).isFalse();
    assertThat(matches(number(0.5), ".5")).isFalse();
  }

  @Test
  void nothingMatchesNothing() {
    assertThat(matches(text(""), "")).isFalse();
    assertThat(matches(AnyValue.getDefaultInstance(), "")).isFalse();
    Span span = Span.newBuilder().addAttributes(KeyValue.newBuilder().setKey("k")).build();
    assertThat(matcher("k", "", "v").ofAttributes(span.toByteArray(), 0, span.getSerializedSize()))
        .isZero();
  }

  @Test
  void whatIsNoScalarHasNoText() {
    AnyValue list =
        AnyValue.newBuilder().setArrayValue(ArrayValue.newBuilder().addValues(number(1))).build();
    assertThat(matches(list, "[1]")).isFalse();
    AnyValue bytes = AnyValue.newBuilder().setBytesValue(ByteString.copyFromUtf8("vip")).build();
    assertThat(matches(bytes, "vip")).isFalse();
    assertThat(matches(bytes, "dmlw")).isFalse();
  }

  @Test
  void everyStatusHasItsBit() {
    SpanMatcher matcher =
        new SpanMatcher(
            List.of(new StatusIs(2), new AttributeIn("k", List.of("v")), new StatusIs(0)));
    assertThat(matcher.ofStatus(2)).isEqualTo(1);
    assertThat(matcher.ofStatus(0)).isEqualTo(4);
    for (int other : new int[] {1, 3, -1, 127, -128}) {
      assertThat(matcher.ofStatus(other)).isZero();
    }
  }

  @Test
  void whatASketchDoesNotTellOfIsPossible() {
    SpanMatcher matcher = new SpanMatcher(List.of(new AttributeIn("tier", List.of("vip"))));
    SpanBatch batch = new BatchPool(1).lease();
    SpanIndex index = batch.index();
    index.tellsOnlyOf(matcher.keyLengths());
    int row = index.add(1, 2, 3, 0);
    index.place(row, 0, 0, 0, 0);
    index.sketch(row, 0, 0, 0);
    assertThat(matcher.mayMatch(index, row)).isFalse();
    index.tellsOnlyOf(KeyQuestion.length(5));
    assertThat(matcher.mayMatch(index, row)).isTrue();
    batch.release();
  }

  @Test
  void oneWithoutQuestionsAboutAttributesLooksAtNone() {
    SpanMatcher matcher = new SpanMatcher(List.of(new StatusIs(2)));
    assertThat(matcher.keyLengths()).isZero();
    byte[] nonsense = {-1, -1, -1};
    assertThat(matcher.ofAttributes(nonsense, 0, 3)).isZero();
    assertThat(matcher.ofResource(nonsense, 0, 3)).isZero();
  }
}
