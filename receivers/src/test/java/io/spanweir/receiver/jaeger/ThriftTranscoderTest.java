package io.spanweir.receiver.jaeger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.jaeger.ThriftTranscoder.Form;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThriftTranscoderTest {
  private static final Batch EMPTY = new Batch(new Process("s"), List.of());
  private static final int STOP = 0;
  private static final int I32 = 8;
  private static final int STRUCT = 12;
  private static final int LIST = 15;

  @ParameterizedTest
  @CsvSource({
    "jaeger-client-java-1.8.1-udp-compact.bin, COMPACT_MESSAGE",
    "otel-java-1.33.0-jaeger-thrift-exporter-udp-compact.bin, COMPACT_MESSAGE",
    "otel-java-1.33.0-jaeger-thrift-exporter-http-batch.thrift, BINARY_STRUCT"
  })
  void capturesAreReadAsJaegersClassesReadThem(String name, Form form) throws Exception {
    byte[] body = Transcoded.capture(name);
    Batch batch = Thrift.batch(body, form);
    assertThat(batch.getSpansSize()).isPositive();
    assertThat(Transcoded.sorted(Transcoded.of(form, body)))
        .isEqualTo(Transcoded.sorted(JaegerOracle.convert(batch)));
  }

  @Test
  void whatJaegersClientForJavaSays() throws Exception {
    TracesData data =
        Transcoded.of(
            Form.COMPACT_MESSAGE, Transcoded.capture("jaeger-client-java-1.8.1-udp-compact.bin"));
    assertThat(attributes(data.getResourceSpans(0).getResource().getAttributesList()))
        .containsEntry("service.name", "legacy-jaeger")
        .containsEntry("host.name", "vm")
        .containsEntry("opencensus.exporterversion", "Jaeger-Java-1.8.1");
    var spans = data.getResourceSpans(0).getScopeSpans(0).getSpansList();
    assertThat(spans).extracting(s -> s.getName()).containsExactly("sql", "GET /");
    var root = spans.get(1);
    assertThat(root.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(root.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    assertThat(root.getParentSpanId()).isEmpty();
    assertThat(root.getFlags()).isEqualTo(1);
    assertThat(spans.get(0).getParentSpanId()).isEqualTo(root.getSpanId());
    assertThat(spans.get(0).getEvents(0).getName()).isEqualTo("error");
    assertThat(attributes(spans.get(0).getEvents(0).getAttributesList()))
        .containsEntry("message", "boom");
  }

  private static Map<String, String> attributes(List<KeyValue> list) {
    return list.stream()
        .collect(Collectors.toMap(KeyValue::getKey, a -> a.getValue().getStringValue()));
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void agreesWithTheOracle(Form form) {
    Seed.each(
        200,
        seed -> {
          Batch batch = new RandomBatches(new Rng(seed)).batch();
          assertThat(Transcoded.sorted(Transcoded.of(form, Thrift.bytes(batch, form))))
              .isEqualTo(Transcoded.sorted(JaegerOracle.convert(batch)));
        });
  }

  /** Nothing says in which order fields come; what libraries do is one of many. */
  @Test
  void fieldsMayComeInAnyOrder() throws Exception {
    Batch batch = Thrift.batch(otelBatch(), Form.BINARY_STRUCT);
    batch.getSpans().forEach(span -> span.setFlags(3));
    TracesData expected = Transcoded.sorted(JaegerOracle.convert(batch));
    for (int seed = 1; seed <= 20; seed++) {
      byte[] shuffled = Shuffled.struct(Thrift.bytes(batch, Form.BINARY_STRUCT), new Rng(seed));
      assertThat(Transcoded.sorted(Transcoded.of(Form.BINARY_STRUCT, shuffled)))
          .isEqualTo(expected);
    }
  }

  private static byte[] otelBatch() {
    return Transcoded.capture("otel-java-1.33.0-jaeger-thrift-exporter-http-batch.thrift");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whateverIsCutOffIsMalformed(Form form) throws Exception {
    byte[] body = Thrift.bytes(Thrift.batch(otelBatch(), Form.BINARY_STRUCT), form);
    for (int length = 0; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> Transcoded.of(form, cut))
          .as("cut at %s", length)
          .isInstanceOf(MalformedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whateverIsChangedIsReadOrMalformed(Form form) throws Exception {
    byte[] body = Thrift.bytes(Thrift.batch(otelBatch(), Form.BINARY_STRUCT), form);
    Rng rng = new Rng(7);
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = body.clone();
      changed[rng.below(body.length)] = (byte) rng.below(256);
      changed[rng.below(body.length)] ^= (byte) (1 << rng.below(8));
      try {
        Transcoded.check(new ThriftTranscoder(form, report -> {}), changed);
      } catch (MalformedException e) {
        assertThat(e.offset()).isBetween(0, body.length);
      }
    }
  }

  @Test
  void declaredSizesAreHeldAgainstTheBytesLeft() {
    byte[] spans =
        ThriftBytes.start().field(LIST, 2).i8(STRUCT).i32(Integer.MAX_VALUE).i8(STOP).bytes();
    assertThatThrownBy(() -> Transcoded.of(Form.BINARY_STRUCT, spans))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("2147483647 values");
    byte[] compact = {
      (byte) 0x82,
      (byte) 0x81,
      1,
      9,
      'e',
      'm',
      'i',
      't',
      'B',
      'a',
      't',
      'c',
      'h',
      0x1c,
      0x29,
      (byte) 0xfc,
      -1,
      -1,
      -1,
      -1,
      7,
      0
    };
    assertThatThrownBy(() -> Transcoded.of(Form.COMPACT_MESSAGE, compact))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("values where there are");
  }

  @Test
  void aDeepNestEnds() {
    byte[] binary = new byte[60_000];
    byte[] compact = new byte[60_000];
    byte[] head = Thrift.bytes(EMPTY, Form.COMPACT_MESSAGE);
    System.arraycopy(head, 0, compact, 0, 14);
    for (int i = 0; i + 3 <= binary.length; i += 3) {
      binary[i] = STRUCT;
      binary[i + 2] = 99;
    }
    Arrays.fill(compact, 14, compact.length, (byte) 0xfc);
    for (Form form : List.of(Form.BINARY_STRUCT, Form.COMPACT_MESSAGE)) {
      assertThatThrownBy(() -> Transcoded.of(form, form == Form.BINARY_STRUCT ? binary : compact))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("levels");
    }
  }

  @Test
  void otherMessagesAreRefused() {
    byte[] other = Thrift.bytes(EMPTY, Form.COMPACT_MESSAGE);
    other[5] = 'E';
    assertThatThrownBy(() -> Transcoded.of(Form.COMPACT_MESSAGE, other))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not emitBatch");
    assertThatThrownBy(() -> Transcoded.of(Form.BINARY_MESSAGE, other))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(
            () -> Transcoded.of(Form.COMPACT_MESSAGE, Thrift.bytes(EMPTY, Form.BINARY_MESSAGE)))
        .isInstanceOf(MalformedException.class);
  }

  /** As Thrift was before it had versions. */
  @Test
  void aMessageWithoutAVersionIsRead() throws Exception {
    byte[] strict = Thrift.bytes(new RandomBatches(new Rng(3)).batch(), Form.BINARY_MESSAGE);
    byte[] arguments = Arrays.copyOfRange(strict, 4 + 4 + 9 + 4, strict.length);
    byte[] old = ThriftBytes.start().text("emitBatch").i8(4).i32(1).raw(arguments).bytes();
    assertThat(Transcoded.of(Form.BINARY_MESSAGE, old))
        .isEqualTo(Transcoded.of(Form.BINARY_MESSAGE, strict));
  }

  @Test
  void timesThatNobodyCanMeanAreBounded() throws Exception {
    Batch batch = Thrift.batch(otelBatch(), Form.BINARY_STRUCT);
    Span span = batch.getSpans().get(0);
    span.setStartTime(-5);
    span.setDuration(Long.MAX_VALUE);
    var out = Transcoded.of(Form.BINARY_STRUCT, Thrift.bytes(batch, Form.BINARY_STRUCT));
    var written = out.getResourceSpans(0).getScopeSpans(0).getSpans(0);
    assertThat(written.getStartTimeUnixNano()).isZero();
    assertThat(written.getEndTimeUnixNano()).isEqualTo(Long.MAX_VALUE / 2);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void allocatesNothingPerSpan(Form form) throws Exception {
    Batch batch = Thrift.batch(otelBatch(), Form.BINARY_STRUCT);
    List<Span> few = batch.getSpans();
    long one = allocated(form, Thrift.bytes(batch, form));
    for (int i = 0; i < 5; i++) {
      few.addAll(List.copyOf(few));
    }
    long many = allocated(form, Thrift.bytes(batch, form));
    assertThat(many).as("bytes for 32 times the spans").isLessThanOrEqualTo(one + 64);
  }

  private static long allocated(Form form, byte[] body) throws Exception {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    ThriftTranscoder transcoder = new ThriftTranscoder(form, report -> {});
    BodyBuffer output = new BodyBuffer(new ChunkPool(1 << 24, 1 << 24), 1 << 22);
    output.room(1 << 20, 1 << 20);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 30; i++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      transcoder.transcode(body, body.length, output);
      long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      least = Math.min(least, after - before);
      output.wrote(-output.length());
    }
    return least;
  }

  @Test
  void anUnknownTypeIsATagWithoutAValue() throws Exception {
    byte[] tag = ThriftBytes.start().field(11, 1).text("k").field(I32, 2).i32(77).stop().bytes();
    byte[] body =
        ThriftBytes.start()
            .field(LIST, 2)
            .i8(STRUCT)
            .i32(1)
            .field(LIST, 10)
            .i8(STRUCT)
            .i32(1)
            .raw(tag)
            .stop()
            .stop()
            .bytes();
    var span = Transcoded.of(Form.BINARY_STRUCT, body).getResourceSpans(0).getScopeSpans(0);
    assertThat(span.getSpans(0).getAttributes(0).getKey()).isEqualTo("k");
    assertThat(span.getSpans(0).getAttributes(0).getValue().hasStringValue()).isFalse();
  }
}
