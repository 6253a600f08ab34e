package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.RandomJson;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered of earlier requests changes nothing: the same with spaces nobody writes. */
class JsonPhrasesTest {
  private static final int BODIES = 400;

  private Rng rng = new Rng(1);
  private final ChunkPool pool = new ChunkPool(64 << 20, 0);
  private final JsonTranscoder experienced = new JsonTranscoder(Signal.TRACES);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsRememberedChangesNothing(boolean spaces) {
    Seed.each(1, seed -> bodies(new Rng(seed), spaces));
  }

  private void bodies(Rng random, boolean spaces) throws IOException {
    rng = random;
    for (int i = 0; i < BODIES; i++) {
      RandomJson json = new RandomJson(rng, spaces || i % 50 == 0);
      List<String> spans = new ArrayList<>();
      for (int n = rng.between(1, 20); n > 0; n--) {
        spans.add(span(json));
      }
      byte[] body = body(json, spans);
      if (rng.percent(10)) {
        body[rng.below(body.length)] = (byte) rng.below(256);
      }
      assertThat(outcome(experienced, body))
          .as(() -> new String(body, StandardCharsets.UTF_8))
          .isEqualTo(outcome(new JsonTranscoder(Signal.TRACES), RandomJson.spread(body)));
    }
    assertThat(pool.leasedBytes()).isZero();
  }

  private static byte[] body(RandomJson json, List<String> spans) {
    String scope = json.object(List.of(json.field("\"spans\"", json.list(spans))));
    String resource = json.object(List.of(json.field("\"scopeSpans\"", json.list(List.of(scope)))));
    String request =
        json.object(List.of(json.field("\"resourceSpans\"", json.list(List.of(resource)))));
    return request.getBytes(StandardCharsets.UTF_8);
  }

  private Object outcome(JsonTranscoder transcoder, byte[] body) throws IOException {
    Chunk chunk = pool.lease(body.length);
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    BodyBuffer output = new BodyBuffer(pool, 16 << 20);
    try {
      transcoder.transcode(chunk, output);
      int length = output.length();
      return length == 0
          ? ExportTraceServiceRequest.getDefaultInstance()
          : ExportTraceServiceRequest.parser().parseFrom(output.bytes(), 0, length);
    } catch (MalformedException e) {
      return RandomJson.problem(e.getMessage());
    } finally {
      output.clear();
      chunk.release();
    }
  }

  private String span(RandomJson json) {
    List<String> fields = new ArrayList<>();
    fields.add(json.field("\"traceId\"", id(rng.percent(97) ? 32 : rng.below(40))));
    fields.add(json.field("\"spanId\"", id(16)));
    if (rng.percent(50)) {
      fields.add(json.field("\"parentSpanId\"", id(rng.percent(50) ? 16 : 0)));
    }
    fields.add(json.field("\"name\"", json.text()));
    fields.add(json.field("\"kind\"", number(5)));
    fields.add(json.field("\"startTimeUnixNano\"", number(1L << rng.between(1, 62))));
    fields.add(json.field("\"endTimeUnixNano\"", number(1L << rng.between(1, 62))));
    fields.add(json.field("\"attributes\"", attributes(json)));
    if (rng.percent(10)) {
      fields.add(json.field("\"attributes\"", attributes(json)));
    }
    if (rng.percent(5)) {
      fields.add(json.field(json.quotedKey(), json.text()));
    }
    fields.add(json.field("\"status\"", json.object(List.of(json.field("\"code\"", number(2))))));
    return json.object(fields);
  }

  private String attributes(RandomJson json) {
    List<String> attributes = new ArrayList<>();
    int first = rng.below(8);
    for (int i = first; i < first + rng.below(8); i++) {
      attributes.add(attribute(json, "\"http.number." + i + "\""));
    }
    for (int i = rng.below(4); i > 0; i--) {
      attributes.add(attribute(json, json.quotedKey()));
    }
    return json.list(attributes);
  }

  private String attribute(RandomJson json, String key) {
    String value =
        switch (rng.below(20)) {
          case 0 -> json.field("\"boolValue\"", "true");
          case 1 -> json.field("\"doubleValue\"", number(1_000));
          case 2, 3, 4 -> json.field("\"intValue\"", number(1L << rng.between(1, 62)));
          case 5 -> json.field("\"stringValue\"", rng.percent(50) ? "null" : "5");
          case 6 -> json.field("\"stringValue\"", json.text()) + "," + json.field("\"x\"", "1");
          case 7 -> json.field("\"intValue\"", json.text());
          default -> json.field("\"stringValue\"", json.text());
        };
    return json.object(
        List.of(json.field("\"key\"", key), json.field("\"value\"", "{" + value + "}")));
  }

  private String id(int digits) {
    StringBuilder id = new StringBuilder("\"");
    for (int i = 0; i < digits; i++) {
      id.append("0123456789abcdefABCDEF".charAt(rng.below(22)));
    }
    return id.append(rng.percent(1) ? "x" : "").append('"').toString();
  }

  private String number(long bound) {
    String digits = Long.toString(rng.between(0, bound));
    return switch (rng.below(15)) {
      case 0 -> digits;
      case 1 -> rng.percent(80) ? digits : digits + ".5";
      case 2 -> rng.percent(80) ? digits : "-" + digits;
      case 3 -> "\"00" + digits + "\"";
      default -> '"' + digits + '"';
    };
  }
}
