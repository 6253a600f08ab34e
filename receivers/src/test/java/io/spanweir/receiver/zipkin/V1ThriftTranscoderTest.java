package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zipkin2.Endpoint;

final class V1ThriftTranscoderTest {
  private static final byte[] PY_ZIPKIN =
      V1FixturesTest.resource("wire-captures/py_zipkin-0.15.0-v1-thrift-128bit-error.thrift");

  private final V1ThriftTranscoder transcoder = new V1ThriftTranscoder();

  private V1Bodies.Result transcode(byte[] body) throws MalformedException, IOException {
    return V1Bodies.transcode(transcoder, body);
  }

  @Test
  void oneSpanIsTwoWhereAServiceTalksToItself() throws Exception {
    V1Bodies.Result result = transcode(PY_ZIPKIN);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(result.spans())
        .extracting(Span::getKind)
        .containsExactlyInAnyOrder(
            Span.SpanKind.SPAN_KIND_CLIENT,
            Span.SpanKind.SPAN_KIND_SERVER,
            Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(result.spans()).extracting(Span::getTraceId).allMatch(id -> id.size() == 16);
  }

  @Test
  void readsOneSpanWithoutAList() throws Exception {
    byte[] bare = Arrays.copyOfRange(PY_ZIPKIN, 5, PY_ZIPKIN.length);
    assertThat(transcode(bare).spans()).isNotEmpty();
  }

  @Test
  void readsOneSpanWithoutAListThatBeginsWithItsName() throws Exception {
    byte[] bare = ids(ThriftBytes.start().field(ThriftReader.STRING, 3).text("Get")).stop().bytes();
    assertThat(transcode(bare).only().getName()).isEqualTo("get");
  }

  @Test
  void readsAListThatSaysItIsOfTexts() throws Exception {
    byte[] list = PY_ZIPKIN.clone();
    list[0] = ThriftReader.STRING;
    assertThat(transcode(list).spans()).isEqualTo(transcode(PY_ZIPKIN).spans());
  }

  @Test
  void nothingIsNoSpan() throws Exception {
    byte[] empty =
        V1FixturesTest.resource(
            "wire-captures/zipkin-go-opentracing-0.3.5-v1-thrift-empty-list-on-close.thrift");
    assertThat(transcode(empty).spans()).isEmpty();
    assertThat(transcode(new byte[0]).spans()).isEmpty();
  }

  @Test
  void ignoresWhatStandsBehindTheList() throws Exception {
    byte[] longer = Arrays.copyOf(PY_ZIPKIN, PY_ZIPKIN.length + 3);
    assertThat(transcode(longer).spans()).isEqualTo(transcode(PY_ZIPKIN).spans());
  }

  @Test
  void refusesWhatBreaksOffAtAnyByte() {
    for (int length = 1; length < PY_ZIPKIN.length; length++) {
      byte[] cut = Arrays.copyOf(PY_ZIPKIN, length);
      assertThatThrownBy(() -> transcode(cut)).isInstanceOf(MalformedException.class);
    }
  }

  /** Every four bytes of it become a size that can't be; what is a number may be so. */
  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
  void sizesOfGibibytesCostNothing(int size) throws IOException {
    int refused = 0;
    for (int at = 0; at + 4 <= PY_ZIPKIN.length; at++) {
      byte[] body = PY_ZIPKIN.clone();
      ByteBuffer.wrap(body).putInt(at, size);
      try {
        transcode(body);
      } catch (MalformedException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void refusesDeepNests() {
    ThriftBytes deep = ThriftBytes.start().i8(ThriftReader.STRUCT).i32(1);
    for (int i = 0; i < 100_000; i++) {
      deep.field(ThriftReader.STRUCT, 99);
    }
    assertThatThrownBy(() -> transcode(deep.bytes()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("levels");
  }

  @Test
  void leavesOutABadSpanAndKeepsTheOthers() throws Exception {
    ThriftBytes list = ThriftBytes.start().i8(ThriftReader.STRUCT).i32(4);
    ids(list).stop();
    list.field(ThriftReader.I64, 1).i64(1).stop();
    list.field(ThriftReader.I64, 4).i64(1).stop();
    ids(list).stop();
    V1Bodies.Result result = transcode(list.bytes());
    assertThat(result.spans()).hasSize(2);
    assertThat(result.leftOut()).isEqualTo(new LeftOut(2, "a span without an id"));
  }

  @Test
  void keepsTypesWithTheirSigns() throws Exception {
    ThriftBytes span = ids(ThriftBytes.start()).field(ThriftReader.LIST, 8);
    span.i8(ThriftReader.STRUCT).i32(7);
    V1Thrift.binary(span, "bool", 0, new byte[] {0}, null);
    V1Thrift.binary(span, "bytes", 1, new byte[] {7, 8}, null);
    V1Thrift.binary(span, "i16", 2, new byte[] {-1, -2}, null);
    V1Thrift.binary(span, "i32", 3, new byte[] {-1, -1, -1, -2}, null);
    V1Thrift.binary(span, "i64", 4, ByteBuffer.allocate(8).putLong(-5).array(), null);
    V1Thrift.binary(span, "double", 5, ByteBuffer.allocate(8).putDouble(-1.5).array(), null);
    V1Thrift.binary(span, "unknown", 77, new byte[] {1}, null);
    Span out = transcode(span.stop().bytes()).only();
    assertThat(V1Bodies.attribute(out, "bool").hasBoolValue()).isTrue();
    assertThat(V1Bodies.attribute(out, "bool").getBoolValue()).isFalse();
    assertThat(V1Bodies.attribute(out, "bytes").getBytesValue().toByteArray())
        .containsExactly(7, 8);
    assertThat(V1Bodies.attribute(out, "i16").getIntValue()).isEqualTo(-2);
    assertThat(V1Bodies.attribute(out, "i32").getIntValue()).isEqualTo(-2);
    assertThat(V1Bodies.attribute(out, "i64").getIntValue()).isEqualTo(-5);
    assertThat(V1Bodies.attribute(out, "double").getDoubleValue()).isEqualTo(-1.5);
    assertThat(V1Bodies.attribute(out, "unknown").getBytesValue().toByteArray()).containsExactly(1);
  }

  @Test
  void anAddressIsOneWhateverItsType() throws Exception {
    Endpoint db = Endpoint.newBuilder().serviceName("DB").ip("10.1.2.3").port(65_535).build();
    ThriftBytes span = ids(ThriftBytes.start()).field(ThriftReader.LIST, 8);
    span.i8(ThriftReader.STRUCT).i32(1);
    V1Thrift.binary(span, "sa", 3, new byte[] {0, 0, 0, 1}, db);
    Span out = transcode(span.stop().bytes()).only();
    assertThat(V1Bodies.attribute(out, "peer.service").getStringValue()).isEqualTo("db");
    assertThat(out.getAttributesList())
        .anyMatch(attribute -> attribute.getValue().getIntValue() == 65_535);
  }

  /** An address of nobody says nothing to Zipkin; here it stays a tag. */
  @Test
  void anAddressWithoutAnEndpointIsATag() throws Exception {
    ThriftBytes span = ids(ThriftBytes.start()).field(ThriftReader.LIST, 8);
    span.i8(ThriftReader.STRUCT).i32(1);
    V1Thrift.binary(span, "sa", V1Thrift.STRING, new byte[] {'x'}, null);
    Span out = transcode(span.stop().bytes()).only();
    assertThat(V1Bodies.attribute(out, "sa").getStringValue()).isEqualTo("x");
  }

  @Test
  void spansOutOfProportionAreLeftOut() throws Exception {
    ThriftBytes list = ThriftBytes.start().i8(ThriftReader.STRUCT).i32(3);
    annotations(list, V1Span.ENTRIES_MAX + 1, 1);
    annotations(list, V1Parts.PARTS_MAX + 1, V1Parts.PARTS_MAX + 1);
    annotations(list, V1Parts.PARTS_MAX, V1Parts.PARTS_MAX);
    V1Bodies.Result result = transcode(list.bytes());
    assertThat(result.spans()).hasSize(V1Parts.PARTS_MAX);
    assertThat(result.leftOut().spans()).isEqualTo(2);
    assertThat(result.leftOut().reason()).contains("65536 annotations");
  }

  /** From the last to the first, so that they have to be sorted. */
  private static void annotations(ThriftBytes out, int count, int services) {
    ids(out).field(ThriftReader.LIST, 6).i8(ThriftReader.STRUCT).i32(count);
    for (int i = 0; i < count; i++) {
      out.field(ThriftReader.I64, 1).i64(1_500_000_000_000_000L - i);
      out.field(ThriftReader.STRING, 2).text("a");
      out.field(ThriftReader.STRUCT, 3).field(ThriftReader.STRING, 3).text("s" + i % services);
      out.stop().stop();
    }
    out.stop();
  }

  @Test
  void manyAnnotationsComeInOrder() throws Exception {
    ThriftBytes list = ThriftBytes.start().i8(ThriftReader.STRUCT).i32(1);
    annotations(list, 20_000, 1);
    Span span = transcode(list.bytes()).only();
    assertThat(span.getEventsList())
        .hasSize(20_000)
        .extracting(Span.Event::getTimeUnixNano)
        .isSorted();
  }

  private static ThriftBytes ids(ThriftBytes out) {
    return out.field(ThriftReader.I64, 1).i64(1).field(ThriftReader.I64, 4).i64(2);
  }
}
