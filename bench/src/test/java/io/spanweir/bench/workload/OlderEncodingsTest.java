package io.spanweir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.jaegertracing.agent.thrift.Agent;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TMessageType;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TMemoryBuffer;
import org.junit.jupiter.api.Test;
import zipkin2.Span;
import zipkin2.codec.SpanBytesDecoder;

/**
 * What Zipkin's and Jaeger's libraries read in requests is what protobuf says of the same traces.
 */
final class OlderEncodingsTest {
  private static final Shape SHAPE = new Shape(64, 4, 4, false, 42);
  private static final long NOW = 1_700_000_000_123_456_789L;
  private static final int ROUNDS = 40;

  /** The facts of a span that policies and the oracle go by; times in microseconds. */
  private record Facts(
      String trace,
      String id,
      String parent,
      long start,
      long duration,
      boolean error,
      boolean vip) {}

  @Test
  void zipkinJson() {
    List<Integer> sizes = new ArrayList<>();
    assertSame(
        Encoding.ZIPKIN_JSON,
        SHAPE,
        message -> {
          sizes.add(message.length);
          return SpanBytesDecoder.JSON_V2.decodeList(message).stream()
              .map(OlderEncodingsTest::facts)
              .toList();
        });
    assertThat(sizes.get(0) / SHAPE.batch()).isBetween(785, 797);
  }

  @Test
  void zipkinThrift() {
    List<Integer> sizes = new ArrayList<>();
    assertSame(
        Encoding.ZIPKIN_THRIFT,
        SHAPE,
        message -> {
          sizes.add(message.length);
          List<Span> spans = SpanBytesDecoder.THRIFT.decodeList(message);
          assertThat(spans).allMatch(s -> s.shared() == null && s.kind() != null);
          return spans.stream().map(OlderEncodingsTest::facts).toList();
        });
    assertThat(sizes.get(0) / SHAPE.batch()).isBetween(1172, 1188);
  }

  @Test
  void scribe() {
    assertSame(Encoding.SCRIBE, SHAPE, message -> logged(message).stream().toList());
  }

  @Test
  void jaeger() {
    List<Integer> sizes = new ArrayList<>();
    assertSame(
        Encoding.JAEGER_COMPACT,
        SHAPE,
        message -> {
          sizes.add(message.length);
          return emitted(message);
        });
    assertThat(sizes.get(0) / SHAPE.batch()).isBetween(785, 797);
  }

  @Test
  void requestsOfSeveralSizesEndEvenly() {
    Shape varied = new Shape(3, true, 4, 4, false, 42);
    PatchedRequests requests =
        new PatchedRequests(varied, Framing.NONE, Encoding.ZIPKIN_THRIFT, 10);
    List<Integer> sizes = new ArrayList<>();
    int spans = 0;
    while (!requests.exhausted()) {
      WireImage image = requests.take();
      sizes.add(image.spanCount());
      spans += image.spanCount();
      requests.giveBack(image);
      if (sizes.size() == 100) {
        requests.stop();
      }
    }
    assertThat(sizes).startsWith(1, 2, 3, 1, 2, 3).endsWith(1, 2, 3);
    assertThat((long) spans).isEqualTo(10 * requests.traces());
  }

  private interface Reader {
    List<Facts> read(byte[] message);
  }

  private static void assertSame(Encoding encoding, Shape shape, Reader reader) {
    WireImage image = PatchedRequests.image(encoding.template(shape, 0), Framing.NONE);
    WireImage proto = PatchedRequests.image(new RequestTemplate(shape, 0), Framing.NONE);
    TraceModel model = new TraceModel(shape.seed());
    SpanStream ofImage = new SpanStream(20);
    SpanStream ofProto = new SpanStream(20);
    TraceStarts starts = new TraceStarts(1000);
    List<Facts> all = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      proto.patch(ofProto, model, starts, NOW + i);
      image.patch(ofImage, model, starts, NOW + i);
      List<Facts> read = reader.read(bytes(image));
      assertThat(read).isEqualTo(facts(bytes(proto)));
      all.addAll(read);
    }
    assertThat(all).anyMatch(Facts::error).anyMatch(Facts::vip).anyMatch(f -> f.parent().isEmpty());
  }

  private static Facts facts(Span span) {
    Map<String, String> tags = span.tags();
    return new Facts(
        span.traceId(),
        span.id(),
        span.parentId() == null ? "" : span.parentId(),
        span.timestampAsLong(),
        span.durationAsLong(),
        tags.containsKey("error"),
        "vip".equals(tags.get("customer.tier")));
  }

  private static List<Facts> facts(byte[] message) {
    HexFormat hex = HexFormat.of();
    try {
      return ExportTraceServiceRequest.parseFrom(message).getResourceSpansList().stream()
          .flatMap(r -> r.getScopeSpansList().stream())
          .flatMap(s -> s.getSpansList().stream())
          .map(
              s ->
                  new Facts(
                      hex.formatHex(s.getTraceId().toByteArray()),
                      hex.formatHex(s.getSpanId().toByteArray()),
                      s.getParentSpanId().equals(ByteString.EMPTY)
                          ? ""
                          : hex.formatHex(s.getParentSpanId().toByteArray()),
                      s.getStartTimeUnixNano() / 1000,
                      s.getEndTimeUnixNano() / 1000 - s.getStartTimeUnixNano() / 1000,
                      s.getStatus().getCodeValue() == 2,
                      s.getAttributesList().stream()
                          .anyMatch(
                              a ->
                                  a.getKey().equals("customer.tier")
                                      && a.getValue().getStringValue().equals("vip"))))
          .toList();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** Reads a call of Scribe as the protocol has it. */
  private static List<Facts> logged(byte[] frame) {
    assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - 4);
    try {
      TProtocol in = new TBinaryProtocol(transport(frame, 4));
      TMessage head = in.readMessageBegin();
      assertThat(head.name).isEqualTo("Log");
      assertThat(head.type).isEqualTo(TMessageType.CALL);
      in.readStructBegin();
      in.readFieldBegin();
      int count = in.readListBegin().size;
      List<Facts> facts = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        in.readStructBegin();
        in.readFieldBegin();
        assertThat(in.readString()).isEqualTo("zipkin");
        in.readFieldBegin();
        byte[] span = Base64.getDecoder().decode(in.readString());
        facts.add(facts(SpanBytesDecoder.THRIFT.decodeOne(span)));
        assertThat(in.readFieldBegin().type).isZero();
      }
      assertThat(in.readFieldBegin().type).isZero();
      return facts;
    } catch (TException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Facts> emitted(byte[] datagram) {
    try {
      TMemoryBuffer transport = transport(datagram, 0);
      TProtocol in = new TCompactProtocol(transport);
      TMessage head = in.readMessageBegin();
      assertThat(head.name).isEqualTo("emitBatch");
      assertThat(head.type).isEqualTo(TMessageType.ONEWAY);
      Agent.emitBatch_args args = new Agent.emitBatch_args();
      args.read(in);
      assertThat(transport.read(new byte[1], 0, 1)).isNotPositive();
      assertThat(args.getBatch().getProcess().getServiceName()).endsWith("-0");
      return args.getBatch().getSpans().stream().map(OlderEncodingsTest::facts).toList();
    } catch (TException e) {
      throw new AssertionError(e);
    }
  }

  private static Facts facts(io.jaegertracing.thriftjava.Span span) {
    Map<String, io.jaegertracing.thriftjava.Tag> tags =
        span.getTags().stream().collect(Collectors.toMap(t -> t.getKey(), t -> t));
    HexFormat hex = HexFormat.of();
    return new Facts(
        hex.toHexDigits(span.getTraceIdHigh()) + hex.toHexDigits(span.getTraceIdLow()),
        hex.toHexDigits(span.getSpanId()),
        span.getParentSpanId() == 0 ? "" : hex.toHexDigits(span.getParentSpanId()),
        span.getStartTime(),
        span.getDuration(),
        tags.get("error").isVBool(),
        tags.get("customer.tier").getVStr().equals("vip"));
  }

  private static TMemoryBuffer transport(byte[] bytes, int from) throws TException {
    TMemoryBuffer buffer = new TMemoryBuffer(bytes.length);
    buffer.write(bytes, from, bytes.length - from);
    return buffer;
  }

  private static byte[] bytes(WireImage image) {
    ByteBuffer bytes = image.bytes().duplicate().clear();
    byte[] message = new byte[bytes.remaining()];
    bytes.get(message);
    return message;
  }
}
