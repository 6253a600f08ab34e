package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.Transcoder;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import zipkin2.codec.SpanBytesDecoder;

final class ScribeLogTest {
  private static final byte[] PY_ZIPKIN =
      V1FixturesTest.resource("wire-captures/py_zipkin-0.15.0-v1-thrift-128bit-error.thrift");

  /** One of its spans is a client's and a server's. */
  private static final String SPAN =
      Base64.getEncoder().encodeToString(Arrays.copyOfRange(PY_ZIPKIN, 5, PY_ZIPKIN.length));

  /** How the second field of a log entry begins, a text. */
  private static final byte[] MESSAGE = {ThriftReader.STRING, 0, 2};

  private final ScribeMessage message = new ScribeMessage();
  private final ScribeLog log = new ScribeLog(false);
  private final Transcoder calls =
      (frame, output) -> {
        message.read(frame.bytes(), frame.length());
        return log.transcode(frame, message.argumentsFrom(), output);
      };

  private V1Bodies.Result transcode(byte[] call) throws MalformedException, IOException {
    return V1Bodies.transcode(calls, call);
  }

  private V1Bodies.Result entries(String... categoriesAndMessages)
      throws MalformedException, IOException {
    return transcode(ScribeCalls.log(7, categoriesAndMessages));
  }

  private static byte[] capture(String name) {
    byte[] framed = V1FixturesTest.resource("wire-captures/" + name + ".bin");
    return Arrays.copyOfRange(framed, 4, framed.length);
  }

  @Test
  void readsFinaglesCall() throws Exception {
    V1Bodies.Result result = transcode(capture("finagle-18.12.0-scribe-frame-4"));
    assertThat(message.isLog()).isTrue();
    assertThat(message.strict()).isTrue();
    assertThat(message.sequence()).isEqualTo(0x95675401);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(result.spans()).extracting(Span::getName).containsOnly("get");
    assertThat(V1FixturesTest.sorted(BackToZipkin.of(result.data())))
        .isNotEmpty()
        .isEqualTo(V1FixturesTest.sorted(library("finagle-18.12.0-scribe-frame-4")));
  }

  @Test
  void readsEveryEntryOfACall() throws Exception {
    V1Bodies.Result result = transcode(capture("zipkin-reporter-3.5.3-libthrift-scribe-frame"));
    assertThat(result.spans()).hasSize(2).extracting(Span::getName).containsOnly("get");
    assertThat(V1FixturesTest.sorted(BackToZipkin.of(result.data())))
        .isEqualTo(V1FixturesTest.sorted(library("zipkin-reporter-3.5.3-libthrift-scribe-frame")));
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
  }

  /** What Zipkin's library reads in the messages of a call, wherever in it they are. */
  private static List<zipkin2.Span> library(String name) {
    ByteBuffer call = ByteBuffer.wrap(capture(name));
    List<zipkin2.Span> spans = new ArrayList<>();
    for (int at = 0; at + MESSAGE.length < call.limit(); at++) {
      byte[] there = new byte[MESSAGE.length];
      call.get(at, there);
      if (Arrays.equals(there, MESSAGE)) {
        byte[] text = new byte[call.getInt(at + MESSAGE.length)];
        call.get(at + MESSAGE.length + Integer.BYTES, text);
        byte[] span = Base64.getMimeDecoder().decode(text);
        SpanBytesDecoder.THRIFT.decode(span, spans);
      }
    }
    return spans;
  }

  /** Of a span with two sides Zipkin's Scribe keeps the first only. */
  @Test
  void betterThanTheServerKeepsBothSides() throws Exception {
    assertThat(entries("zipkin", SPAN).spans())
        .extracting(Span::getKind)
        .containsExactly(Span.SpanKind.SPAN_KIND_CLIENT, Span.SpanKind.SPAN_KIND_SERVER);
  }

  @Test
  void ignoresOtherCategories() throws Exception {
    V1Bodies.Result result = entries("access_log", "GET /", "zipkin", SPAN, "zipkin2", "*");
    assertThat(result.spans()).hasSize(2);
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
  }

  @Test
  void leavesOutABadEntryAndKeepsTheOthers() throws Exception {
    V1Bodies.Result result =
        entries("zipkin", "*", "zipkin", SPAN, "zipkin", "", "zipkin", SPAN.substring(8));
    assertThat(result.spans()).hasSize(2);
    assertThat(result.leftOut()).isEqualTo(new LeftOut(3, "a log entry that is no Base64"));
  }

  @Test
  void readsTheFormBeforeTheStrictOne() throws Exception {
    byte[] call =
        ThriftBytes.start()
            .text("Log")
            .i8(ScribeMessage.CALL)
            .i32(5)
            .raw(ScribeCalls.entries("zipkin", SPAN))
            .bytes();
    assertThat(transcode(call).spans()).hasSize(2);
    assertThat(message.strict()).isFalse();
    assertThat(message.sequence()).isEqualTo(5);
  }

  @Test
  void takesFieldsInAnyOrderAndSkipsUnknownOnes() throws Exception {
    byte[] call =
        ThriftBytes.start()
            .i32(ScribeMessage.VERSION_1 | ScribeMessage.ONEWAY)
            .text("Log")
            .i32(1)
            .field(ThriftReader.I32, 9)
            .i32(1)
            .field(ThriftReader.LIST, 1)
            .i8(ThriftReader.STRUCT)
            .i32(1)
            .field(ThriftReader.STRING, 2)
            .text(SPAN)
            .field(ThriftReader.BOOL, 5)
            .i8(1)
            .field(ThriftReader.STRING, 1)
            .text("zipkin")
            .stop()
            .stop()
            .bytes();
    assertThat(transcode(call).spans()).hasSize(2);
    assertThat(message.wantsAnswer()).isFalse();
  }

  @Test
  void refusesWhatBreaksOffAtAnyByte() {
    byte[] call = ScribeCalls.log(1, "zipkin", SPAN);
    for (int length = 0; length < call.length; length++) {
      byte[] cut = Arrays.copyOf(call, length);
      assertThatThrownBy(() -> transcode(cut)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesWhatIsNoCall() {
    for (int type : new int[] {0, ScribeMessage.REPLY, ScribeMessage.EXCEPTION, 77}) {
      byte[] call =
          ThriftBytes.start().i32(ScribeMessage.VERSION_1 | type).text("Log").i32(1).bytes();
      assertThatThrownBy(() -> transcode(call)).isInstanceOf(MalformedException.class);
    }
    byte[] http = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> transcode(http)).isInstanceOf(MalformedException.class);
    byte[] version = ThriftBytes.start().i32(0x8002_0001).text("Log").i32(1).bytes();
    assertThatThrownBy(() -> transcode(version)).isInstanceOf(MalformedException.class);
  }
}
