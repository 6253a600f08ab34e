package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MessageCursorTest {
  private static final Span SPAN =
      Span.newBuilder()
          .setSpanId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}))
          .setName("é")
          .setKindValue(5)
          .setStartTimeUnixNano(77)
          .addAttributes(
              KeyValue.newBuilder()
                  .setKey("k")
                  .setValue(AnyValue.newBuilder().setIntValue(-1).build()))
          .build();

  @Test
  void fieldsAreWhatProtobufWrote() throws MalformedException {
    byte[] bytes = SPAN.toByteArray();
    MessageCursor span = new MessageCursor().of(bytes, 0, bytes.length);
    MessageCursor attribute = new MessageCursor();
    int seen = 0;
    while (span.next()) {
      seen++;
      switch (span.tag()) {
        case OtlpFields.SPAN_SPAN_ID -> {
          assertThat(span.id(span.from())).isEqualTo(0x0102030405060708L);
          assertThat(span.id(span.from() - 1)).isZero();
          assertThat(span.id(span.from() + 1)).isZero();
        }
        case OtlpFields.SPAN_NAME -> assertThat(span.text()).isEqualTo("é");
        case OtlpFields.SPAN_KIND -> assertThat(span.varint()).isEqualTo(5);
        case OtlpFields.SPAN_START -> assertThat(span.fixed64()).isEqualTo(77);
        default -> {
          assertThat(attribute.of(span).next()).isTrue();
          assertThat(attribute.tag()).isEqualTo(OtlpFields.KEY_VALUE_KEY);
          assertThat(attribute.length()).isEqualTo(1);
        }
      }
    }
    assertThat(seen).isEqualTo(5);
    assertThat(span.to()).isEqualTo(bytes.length);
  }

  @Test
  void whatIsCutOffIsMalformed() {
    byte[] bytes = SPAN.toByteArray();
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    MessageCursor span = new MessageCursor().of(cut, 0, cut.length);
    assertThatThrownBy(
            () -> {
              while (span.next()) {
                assertThat(span.to()).isLessThan(cut.length);
              }
            })
        .isInstanceOf(MalformedException.class);
  }
}
