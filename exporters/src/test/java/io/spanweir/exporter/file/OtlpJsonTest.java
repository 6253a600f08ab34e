package io.spanweir.exporter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.exporter.Fixtures;
import io.spanweir.exporter.json.JsonBytes;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OtlpJsonTest {
  private int items;

  private String json(Signal signal, byte[] bytes) throws MalformedException {
    JsonBytes out = new JsonBytes();
    items = new OtlpJson(signal, out).write(bytes, bytes.length);
    return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
  }

  @Test
  void saysWhatTheSchemaSays() {
    Seed.each(
        300,
        seed -> {
          RandomMessage random = new RandomMessage(new Rng(seed));
          Message traces = random.fill(ExportTraceServiceRequest.newBuilder(), 0);
          assertThat(json(Signal.TRACES, traces.toByteArray())).isEqualTo(DescribedJson.of(traces));
          Message metrics = random.fill(ExportMetricsServiceRequest.newBuilder(), 0);
          assertThat(json(Signal.METRICS, metrics.toByteArray()))
              .isEqualTo(DescribedJson.of(metrics));
          Message logs = random.fill(ExportLogsServiceRequest.newBuilder(), 0);
          assertThat(json(Signal.LOGS, logs.toByteArray())).isEqualTo(DescribedJson.of(logs));
        });
  }

  /** Whatever is cut or flipped: an answer, or an error that says where. */
  @Test
  void survivesBrokenBytes() {
    Seed.each(
        300,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] bytes =
              new RandomMessage(rng).fill(ExportTraceServiceRequest.newBuilder(), 0).toByteArray();
          for (int i = rng.between(1, 4); i > 0 && bytes.length > 0; i--) {
            bytes[rng.below(bytes.length)] = (byte) rng.below(256);
          }
          try {
            assertThat(json(Signal.TRACES, bytes)).startsWith("{").endsWith("}");
          } catch (MalformedException e) {
            assertThat(e.offset()).isBetween(0, bytes.length);
          }
        });
  }

  @Test
  void isOneLineWithHexIds() throws Exception {
    String line = json(Signal.TRACES, Fixtures.request(1, 1).toByteArray());
    assertThat(line)
        .isEqualTo(
            "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\","
                + "\"value\":{\"stringValue\":\"shop\"}}]},\"scopeSpans\":[{\"spans\":[{"
                + "\"traceId\":\"00000000000000010000000000000001\","
                + "\"spanId\":\"0000000000000002\",\"name\":\"span 0\","
                + "\"startTimeUnixNano\":\"1000\",\"endTimeUnixNano\":\"2000\"}]}]}]}");
    assertThat(items).isEqualTo(1);
  }

  @Test
  void takesPartsTogetherAsProtobufDoes() throws Exception {
    ByteString span =
        Span.newBuilder()
            .setName("first")
            .addAttributes(Fixtures.text("a", "1"))
            .setStatus(Status.newBuilder().setMessage("why"))
            .build()
            .toByteString()
            .concat(
                Span.newBuilder()
                    .setName("second")
                    .addAttributes(Fixtures.text("b", "2"))
                    .setStatus(Status.newBuilder().setCodeValue(2))
                    .build()
                    .toByteString());
    assertThat(json(Signal.TRACES, around(span)))
        .isEqualTo(DescribedJson.of(ExportTraceServiceRequest.parseFrom(around(span))))
        .contains("second", "\"a\"", "\"b\"", "{\"message\":\"why\",\"code\":2}");
  }

  @Test
  void leavesOutTheSpanThatIsBroken() throws Exception {
    ByteString good = Fixtures.request(2, 1).getResourceSpans(0).toByteString();
    byte[] broken = {0x12, 4, 0x12, 2, 0x4a, 9};
    byte[] both = message(1, good.concat(ByteString.copyFrom(broken)));
    assertThat(json(Signal.TRACES, both)).contains("span 0", "span 1");
    assertThat(items).isEqualTo(2);
  }

  @Test
  void endsWhereProtobufEnds() throws Exception {
    byte[] value = {0x0a, 1, 'x'};
    for (int i = 0; i < 500; i++) {
      value = message(5, ByteString.copyFrom(message(1, ByteString.copyFrom(value))));
    }
    byte[] attribute = message(9, ByteString.copyFrom(message(2, ByteString.copyFrom(value))));
    assertThat(json(Signal.TRACES, around(ByteString.copyFrom(attribute))))
        .isEqualTo("{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[]}]}]}");
    assertThat(items).isZero();
  }

  @Test
  void replacesWhatIsNoText() throws Exception {
    byte[] name = message(5, ByteString.copyFrom(new byte[] {'a', (byte) 0xc3, '"'}));
    assertThat(json(Signal.TRACES, around(ByteString.copyFrom(name))))
        .contains("\"name\":\"a\ufffd\\\"\"");
  }

  @Test
  void refusesWhatIsNoRequest() {
    assertThatThrownBy(() -> json(Signal.TRACES, new byte[] {0x0a, 100}))
        .isInstanceOf(MalformedException.class);
  }

  private static byte[] around(ByteString span) throws IOException {
    return message(1, ByteString.copyFrom(message(2, ByteString.copyFrom(message(2, span)))));
  }

  private static byte[] message(int number, ByteString content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeByteArrayNoTag(content.toByteArray());
    out.flush();
    return bytes.toByteArray();
  }
}
