package io.spanweir.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpanWalkerTest {
  private final List<String> seen = new ArrayList<>();
  private final SpanWalker walker =
      new SpanWalker(
          (high, low, id, code, vip) -> seen.add(high + " " + low + " " + id + " " + code + vip));

  @Test
  void findsTheFactsOfEverySpan() {
    byte[] message = request(span(2, "vip"), span(0, "std"), span(1, "vi")).toByteArray();

    walker.walk(message, message.length);

    assertThat(seen).containsExactly("1 2 3 2true", "1 2 3 0false", "1 2 3 1false");
  }

  @Test
  void readsAnAttributeWhoseValueComesFirst() {
    byte[] key = KeyValue.newBuilder().setKey("customer.tier").build().toByteArray();
    byte[] value = KeyValue.newBuilder().setValue(text("vip")).build().toByteArray();
    ByteString attribute = ByteString.copyFrom(value).concat(ByteString.copyFrom(key));
    ByteString field = ByteString.copyFrom(new byte[] {0x4a, (byte) attribute.size()});
    ByteString span = span(0, "std").toByteString().concat(field).concat(attribute);
    byte[] message = wrap(wrap(wrap(span, 2), 2), 1).toByteArray();

    walker.walk(message, message.length);

    assertThat(seen).containsExactly("1 2 3 0true");
  }

  @Test
  void refusesWhatIsCutShort() {
    byte[] message = request(span(2, "vip")).toByteArray();
    byte[] cut = Arrays.copyOf(message, message.length - 1);

    assertThatThrownBy(() -> walker.walk(cut, cut.length))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static ByteString wrap(ByteString content, int field) {
    int length = content.size();
    byte[] head = {(byte) (field << 3 | 2), (byte) ((length & 0x7f) | 0x80), (byte) (length >>> 7)};
    return ByteString.copyFrom(head).concat(content);
  }

  private static ExportTraceServiceRequest request(Span... spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(List.of(spans))))
        .build();
  }

  private static Span span(int code, String tier) {
    return Span.newBuilder()
        .setTraceId(
            ByteString.copyFrom(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}))
        .setSpanId(ByteString.copyFrom(new byte[] {3, 0, 0, 0, 0, 0, 0, 0}))
        .setName("a name")
        .setStartTimeUnixNano(5)
        .setDroppedAttributesCount(300)
        .setFlags(1)
        .addAttributes(KeyValue.newBuilder().setKey("customer.tier").setValue(text(tier)))
        .setStatus(Status.newBuilder().setMessage("why").setCodeValue(code))
        .build();
  }

  private static AnyValue text(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }
}
