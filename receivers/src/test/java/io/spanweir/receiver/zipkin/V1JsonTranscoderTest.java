package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.Transcoder.LeftOut;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class V1JsonTranscoderTest {
  private static final String IDS = "\"traceId\":\"1\",\"id\":\"2\"";

  private final V1JsonTranscoder transcoder = new V1JsonTranscoder();

  private V1Bodies.Result transcode(String json) throws MalformedException, IOException {
    return V1Bodies.transcode(transcoder, json.getBytes(StandardCharsets.UTF_8));
  }

  private static String span(String more) {
    return "{" + IDS + "," + more + "}";
  }

  @Test
  void readsAListAndASingleSpan() throws Exception {
    assertThat(transcode("[{" + IDS + "},{" + IDS + "}]").spans()).hasSize(2);
    assertThat(transcode(" {" + IDS + "} ").spans()).hasSize(1);
    assertThat(transcode("[]").spans()).isEmpty();
    assertThat(transcode("").spans()).isEmpty();
  }

  @Test
  void valuesKeepTheirTypes() throws Exception {
    String values = "\"x\",true,false,-7,1.5,123e18,1e3,{\"a\":[]}";
    String[] value = values.split(",");
    StringBuilder binary = new StringBuilder("\"binaryAnnotations\":[");
    for (int i = 0; i < value.length; i++) {
      binary.append(i == 0 ? "" : ",").append("{\"key\":\"k").append(i).append("\",\"value\":");
      binary.append(value[i]).append(",\"type\":\"I16\"}");
    }
    Span span = transcode(span(binary + ",{\"key\":\"null\",\"value\":null}]")).only();
    assertThat(V1Bodies.attribute(span, "k0").getStringValue()).isEqualTo("x");
    assertThat(V1Bodies.attribute(span, "k1").getBoolValue()).isTrue();
    assertThat(V1Bodies.attribute(span, "k2").hasBoolValue()).isTrue();
    assertThat(V1Bodies.attribute(span, "k3").getIntValue()).isEqualTo(-7);
    assertThat(V1Bodies.attribute(span, "k4").getDoubleValue()).isEqualTo(1.5);
    assertThat(V1Bodies.attribute(span, "k5").getDoubleValue()).isEqualTo(123e18);
    assertThat(V1Bodies.attribute(span, "k6").getDoubleValue()).isEqualTo(1000);
    assertThat(V1Bodies.attribute(span, "k7").getStringValue()).isEqualTo("{\"a\":[]}");
    assertThat(span.getAttributesList()).noneMatch(attribute -> attribute.getKey().equals("null"));
  }

  /** Where a client writes {@code "value": true} and where it writes what it likes. */
  @Test
  void anAddressIsOneWhateverItsType() throws Exception {
    for (String value : new String[] {"true", "\"1\"", "1", "false"}) {
      String address =
          "\"binaryAnnotations\":[{\"key\":\"sa\",\"value\":"
              + value
              + ",\"endpoint\":{\"serviceName\":\"Db\"}}]";
      Span span = transcode(span(address)).only();
      assertThat(V1Bodies.attribute(span, "peer.service").getStringValue()).isEqualTo("db");
    }
  }

  @Test
  void traceIdsOfAnyLength() throws Exception {
    String middle = "\"traceId\":\"FF0000000000000001\",\"id\":\"2\"";
    ByteString id = transcode("{" + middle + "}").only().getTraceId();
    assertThat(id.toByteArray()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void leavesOutABadSpanAndKeepsTheOthers() throws Exception {
    byte[] body = V1FixturesTest.resource("zipkin-v1-json/otel-zipkin_v1_error_batch.json");
    V1Bodies.Result result = V1Bodies.transcode(transcoder, body);
    assertThat(result.only().getName()).isEqualTo("checkavailability");
    assertThat(result.leftOut().spans()).isEqualTo(1);
    assertThat(result.leftOut().reason()).contains("an id in hex");
    String list = "[7,{},{\"traceId\":\"0\",\"id\":\"1\"},{" + IDS + "},[],{\"id\":{}}]";
    assertThat(transcode(list).only().getSpanId().toByteArray()).endsWith(2);
    assertThat(transcode(list).leftOut().spans()).isEqualTo(5);
  }

  @Test
  void leavesOutAnnotationsThatAreNotWhole() throws Exception {
    String annotations =
        "\"annotations\":[{\"value\":\"a\"},{\"timestamp\":5},null,"
            + "{\"timestamp\":\"7\",\"value\":\"b\",\"endpoint\":null}],\"binaryAnnotations\":"
            + "[{\"value\":\"x\"},{\"key\":\"k\"},null]";
    V1Bodies.Result result = transcode(span(annotations));
    assertThat(result.leftOut()).isEqualTo(LeftOut.NOTHING);
    assertThat(result.only().getEventsList()).extracting(Span.Event::getName).containsExactly("b");
  }

  @Test
  void unescapesAndIgnoresWhatItDoesNotKnow() throws Exception {
    String name = "\"n\\u0061me\":\"\\u0047et \\\"a\\\"\",\"unknown\":[{\"a\":{}}]";
    assertThat(transcode(span(name)).only().getName()).isEqualTo("get \"a\"");
  }

  @Test
  void refusesWhatBreaksOffAtAnyByte() {
    byte[] body = V1FixturesTest.resource("wire-captures/zipkin-reporter-3.5.3-v1-json.json");
    for (int length = 1; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> V1Bodies.transcode(transcoder, cut))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesDeepNests() {
    String deep = "[".repeat(100_000);
    assertThatThrownBy(() -> transcode(deep)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> transcode("[{\"x\":" + deep)).isInstanceOf(MalformedException.class);
  }
}
