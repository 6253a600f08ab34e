package io.spanweir.core.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OtlpWriterTest {
  @Test
  void varints() {
    Seed.each(
        200,
        seed -> {
          long value = new Rng(seed).nextLong() >>> (seed % 64);
          byte[] target = new byte[12];
          int end = OtlpWriter.writeVarint(target, 1, value);
          assertThat(OtlpWriter.varintSize(value))
              .isEqualTo(CodedOutputStream.computeUInt64SizeNoTag(value))
              .isEqualTo(end - 1);
          assertThat(WireReader.skipVarint(target, 1, target.length)).isEqualTo(end);
          assertThat(WireReader.varint(target, 1, end)).isEqualTo(value);
        });
    assertThat(OtlpWriter.varintSize(0)).isEqualTo(1);
    assertThat(OtlpWriter.varintSize(-1)).isEqualTo(10);
  }

  @Test
  void fieldsOfEveryKind() throws Exception {
    byte[] target = new byte[100];
    byte[] id = new byte[16];
    int idEnd = OtlpWriter.writeId(id, OtlpWriter.writeId(id, 0, 0x0102030405060708L), -1);
    int at = OtlpWriter.writeField(target, 0, OtlpFields.SPAN_TRACE_ID, id);
    at = OtlpWriter.writeVarintField(target, at, OtlpFields.SPAN_KIND, 3);
    at = OtlpWriter.writeFixed64Field(target, at, OtlpFields.SPAN_START, -2);
    at = OtlpWriter.writeFixed32Field(target, at, OtlpFields.SPAN_FLAGS, 257);
    assertThat(idEnd).isEqualTo(16);
    assertThat(Span.parseFrom(ByteString.copyFrom(target, 0, at)))
        .isEqualTo(
            Span.newBuilder()
                .setTraceId(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}).concat(ones()))
                .setKindValue(3)
                .setStartTimeUnixNano(-2)
                .setFlags(257)
                .build());
  }

  private static ByteString ones() {
    byte[] ones = new byte[8];
    Arrays.fill(ones, (byte) -1);
    return ByteString.copyFrom(ones);
  }

  @Test
  void attributes() throws Exception {
    byte[] key = "a.key".getBytes(UTF_8);
    for (int size : new int[] {0, 1, 60, 126, 127, 128, 20_000}) {
      String text = "v".repeat(size);
      byte[] target = new byte[7 + OtlpWriter.attributeSize(OtlpFields.SPAN_ATTRIBUTES, 5, size)];
      int end =
          OtlpWriter.writeAttribute(
              target, 7, OtlpFields.SPAN_ATTRIBUTES, key, text.getBytes(UTF_8));
      assertThat(end).isEqualTo(target.length);
      assertThat(Span.parseFrom(ByteString.copyFrom(target, 7, end - 7)))
          .isEqualTo(Span.newBuilder().addAttributes(attribute("a.key", text)).build());
    }
    for (long number : new long[] {0, 1, 127, 128, 1L << 40, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      int size = OtlpWriter.intAttributeSize(OtlpFields.SCOPE_ATTRIBUTES, 5, number);
      byte[] target = new byte[7 + size];
      int end = OtlpWriter.writeIntAttribute(target, 7, OtlpFields.SCOPE_ATTRIBUTES, key, number);
      assertThat(end).isEqualTo(target.length);
      assertThat(InstrumentationScope.parseFrom(ByteString.copyFrom(target, 7, end - 7)))
          .isEqualTo(
              InstrumentationScope.newBuilder().addAttributes(number("a.key", number)).build());
    }
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }
}
