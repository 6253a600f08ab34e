package io.spanweir.core.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeCursorTest {
  private final Bytes bytes = new Bytes();
  private final AttributeCursor cursor = new AttributeCursor();

  /** What protobuf-java sees of resource, scope and span, the cursor sees in the same order. */
  @Test
  void seesWhatProtobufSees() {
    Seed.each(
        1000,
        seed -> {
          byte[] body = new RandomTraces(seed).next();
          TracesData kept = Kept.of(body);
          SpanBatch batch = bytes.index(body);
          int row = 0;
          for (ResourceSpans resource : kept.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
              int ordinal = batch.index().scope(row);
              cursor.ofScope(batch, ordinal);
              assertSame(scope.getScope().getAttributesList());
              for (Span span : scope.getSpansList()) {
                assertSame(cursor.ofSpan(batch, row++), span.getAttributesList());
              }
              cursor.ofResource(batch, batch.scopeResource(ordinal));
              assertSame(resource.getResource().getAttributesList());
            }
          }
          batch.release();
        });
  }

  private void assertSame(AttributeCursor aimed, List<KeyValue> attributes) {
    assertThat(aimed).isSameAs(cursor);
    assertSame(attributes);
  }

  private void assertSame(List<KeyValue> attributes) {
    for (KeyValue attribute : attributes) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.keyString()).isEqualTo(attribute.getKey());
      assertThat(cursor.keyEquals(attribute.getKey().getBytes(UTF_8))).isTrue();
      assertThat(cursor.keyEquals((attribute.getKey() + "x").getBytes(UTF_8))).isFalse();
      assertThat(cursor.keyEquals("k_".getBytes(UTF_8))).isFalse();
      assertValue(attribute.getValue());
      assertThat(cursor.fieldEnd()).isGreaterThan(cursor.fieldOffset());
    }
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
  }

  private void assertValue(AnyValue value) {
    ValueReader reader = cursor.value();
    assertThat(cursor.valueType()).isEqualTo(reader.type());
    switch (value.getValueCase()) {
      case STRING_VALUE -> {
        assertThat(reader.type()).isEqualTo(ValueType.STRING);
        assertText(value.getStringValue());
      }
      case BOOL_VALUE -> {
        assertThat(reader.type()).isEqualTo(ValueType.BOOL);
        assertThat(reader.boolValue()).isEqualTo(value.getBoolValue());
        assertText("" + value.getBoolValue());
      }
      case INT_VALUE -> {
        assertThat(reader.type()).isEqualTo(ValueType.INT);
        assertThat(reader.intValue()).isEqualTo(value.getIntValue());
        assertText("" + value.getIntValue());
      }
      case DOUBLE_VALUE -> {
        assertThat(reader.type()).isEqualTo(ValueType.DOUBLE);
        assertThat(Double.valueOf(reader.doubleValue()))
            .isEqualTo(Double.valueOf(value.getDoubleValue()));
        assertText(cursor.valueText());
      }
      case BYTES_VALUE -> {
        assertThat(reader.type()).isEqualTo(ValueType.BYTES);
        assertThat(ByteString.copyFrom(reader.bytes(), reader.offset(), reader.length()))
            .isEqualTo(value.getBytesValue());
      }
      case ARRAY_VALUE -> assertThat(reader.type()).isEqualTo(ValueType.ARRAY);
      case KVLIST_VALUE -> assertThat(reader.type()).isEqualTo(ValueType.KVLIST);
      default -> {
        assertThat(reader.type()).isEqualTo(ValueType.EMPTY);
        assertText("");
      }
    }
  }

  private void assertText(String text) {
    assertThat(cursor.valueText()).isEqualTo(text);
  }

  /** Pairs put together out of repeated, misplaced and foreign fields. */
  @Test
  void readsOddPairsAsProtobufDoes() {
    Seed.each(
        3000,
        seed -> {
          Rng rng = new Rng(seed);
          ProtoWriter span = new ProtoWriter();
          for (int i = rng.below(3); i > 0; i--) {
            span.messageField(9, pair(rng));
          }
          cursor.ofSpan(span.toByteArray(), 0, span.size());
          assertSame(Span.parseFrom(span.toByteArray()).getAttributesList());
        });
  }

  private static ProtoWriter pair(Rng rng) {
    List<byte[]> fields = new ArrayList<>();
    for (int i = rng.below(4); i > 0; i--) {
      ProtoWriter field = new ProtoWriter();
      switch (rng.below(5)) {
        case 0, 1 -> field.stringField(1, rng.pick(List.of("", "k", "user.id", "k".repeat(200))));
        case 2, 3 -> field.messageField(2, value(rng));
        default -> field.varintField(rng.between(1, 4), rng.nextLong());
      }
      fields.add(field.toByteArray());
    }
    ProtoWriter pair = new ProtoWriter();
    fields.forEach(pair::raw);
    return pair;
  }

  private static ProtoWriter value(Rng rng) {
    ProtoWriter value = new ProtoWriter();
    for (int i = rng.below(3); i > 0; i--) {
      switch (rng.below(9)) {
        case 0 -> value.stringField(1, rng.pick(List.of("", "v", "öß", "4711")));
        case 1 -> value.varintField(2, rng.pick(List.of(0L, 1L, 256L, -1L)));
        case 2 -> value.varintField(3, rng.pick(List.of(0L, -1L, 10L, -4711L, rng.nextLong())));
        case 3 -> value.varintField(3, rng.percent(50) ? Long.MIN_VALUE : Long.MAX_VALUE);
        case 4 -> value.fixed64Field(4, Double.doubleToLongBits(rng.below(1000) / 8.0));
        case 5 -> value.bytesField(5, new byte[0]);
        case 6 -> value.bytesField(6, new byte[0]);
        case 7 -> value.bytesField(7, new byte[] {(byte) rng.nextLong()});
        default -> value.varintField(rng.percent(50) ? 8 : 9, 1);
      }
    }
    return value;
  }

  /** A resource that comes in two pieces around its scopes, and in two messages. */
  @Test
  void aResourceInPiecesIsOne() throws Exception {
    ProtoWriter first = new ProtoWriter().messageField(1, text("a", "1"));
    ProtoWriter second = new ProtoWriter().messageField(1, text("b", "2"));
    byte[] id = {1, 2, 3, 4, 5, 6, 7, 8};
    ProtoWriter span =
        new ProtoWriter().bytesField(1, new ProtoWriter().raw(id).raw(id).toByteArray());
    ProtoWriter resource =
        new ProtoWriter()
            .messageField(1, first)
            .stringField(3, "https://schema")
            .messageField(2, new ProtoWriter().messageField(2, span.bytesField(2, id)))
            .varintField(99, 1)
            .messageField(1, new ProtoWriter())
            .messageField(1, second);
    SpanBatch batch = bytes.index(new ProtoWriter().messageField(1, resource).toByteArray());
    assertThat(texts(cursor.ofResource(batch, 0))).containsExactly("a=1", "b=2");
    assertThat(texts(cursor.ofScope(batch, 0))).isEmpty();
    byte[] raw = resource.toByteArray();
    assertThat(texts(cursor.ofResource(raw, 0, raw.length))).containsExactly("a=1", "b=2");
    batch.release();
    ProtoWriter scope = new ProtoWriter().stringField(1, "lib").messageField(3, text("c", "3"));
    byte[] fields =
        new ProtoWriter().stringField(3, "https://x").messageField(1, scope).toByteArray();
    assertThat(texts(cursor.ofScope(fields, 0, fields.length))).containsExactly("c=3");
  }

  @Test
  void malformedPairsEndTheIteration() {
    byte[] good = text("a", "1").toByteArray();
    for (byte[] bad :
        List.of(
            new byte[] {0x0b},
            new byte[] {0x0a, 9, 'k'},
            new byte[] {0x0a, 1, 'k', 0x12},
            new byte[] {0x0a, 1, 'k', 0x12, 2, 0x0a},
            new byte[] {0x0a, 1, 'k', 0x1f},
            new byte[] {0})) {
      ProtoWriter span =
          new ProtoWriter().bytesField(9, good).bytesField(9, bad).bytesField(9, good);
      cursor.ofSpan(span.toByteArray(), 0, span.size());
      assertThat(texts(cursor)).containsExactly("a=1");
    }
  }

  @Test
  void aMalformedValueIsEmpty() {
    ProtoWriter pair =
        new ProtoWriter().stringField(1, "k").bytesField(2, new byte[] {0x0a, 5, 'v'});
    ProtoWriter span = new ProtoWriter().messageField(9, pair).messageField(9, text("a", "1"));
    cursor.ofSpan(span.toByteArray(), 0, span.size());
    assertThat(texts(cursor)).containsExactly("k=", "a=1");
  }

  /** Whatever the bytes are: no exception, an end, and nothing read outside of the range. */
  @Test
  void anyBytesAreBounded() {
    Seed.each(
        4000,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] body = new RandomTraces(seed).next();
          for (int i = rng.below(9); i > 0 && body.length > 0; i--) {
            body[rng.below(body.length)] = (byte) rng.nextLong();
          }
          int from = rng.between(0, body.length);
          int to = rng.between(from, body.length);
          CursorDrain.drain(body, from, to);
        });
  }

  private static List<String> texts(AttributeCursor aimed) {
    List<String> texts = new ArrayList<>();
    while (aimed.next()) {
      texts.add(aimed.keyString() + "=" + aimed.valueText());
    }
    return texts;
  }

  private static ProtoWriter text(String key, String value) {
    return new ProtoWriter()
        .stringField(1, key)
        .messageField(2, new ProtoWriter().stringField(1, value));
  }

  @Test
  void aCursorIsAimedAgainAfterHalfAWay() {
    byte[] two =
        new ProtoWriter()
            .messageField(9, text("a", "1"))
            .messageField(9, text("b", "2"))
            .toByteArray();
    cursor.ofSpan(two, 0, two.length);
    assertThat(cursor.next()).isTrue();
    assertThat(texts(cursor.ofSpan(two, 0, two.length))).containsExactly("a=1", "b=2");
    assertThat(texts(cursor.ofSpan(Arrays.copyOf(two, 0), 0, 0))).isEmpty();
  }
}
