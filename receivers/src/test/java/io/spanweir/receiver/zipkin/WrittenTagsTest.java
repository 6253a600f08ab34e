package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

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

/** What is remembered of earlier spans changes nothing: the same with spaces nobody writes. */
class WrittenTagsTest {
  private static final int BODIES = 400;
  private static final List<String> MEANINGS =
      List.of(
          "error",
          "otel.status_code",
          "otel.scope.name",
          "span.kind",
          "peer.service",
          "network.local.port",
          "w3c.tracestate",
          "otlp.link.0");
  private static final List<String> VALUES = List.of("5", "null", "true", "[1]");
  private static final List<String> ENDPOINTS =
      List.of(
          "{\"serviceName\":\"front\",\"ipv4\":\"1.2.3.4\",\"port\":80}",
          "{\"serviceName\":\"FRONT\",\"ipv6\":\"::2\"}",
          "{\"serviceName\":\"back\",\"ipv4\":\"1.2.3.5\",\"ipv6\":\"::3\"}",
          "{}",
          "null",
          "{\"port\":99}");

  private Rng rng = new Rng(1);
  private final V2JsonTranscoder experienced = new V2JsonTranscoder();

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
      byte[] body = json.list(spans).getBytes(StandardCharsets.UTF_8);
      if (rng.percent(5)) {
        body[rng.below(body.length)] = (byte) rng.below(256);
      }
      assertThat(outcome(experienced, body))
          .as(() -> new String(body, StandardCharsets.UTF_8))
          .isEqualTo(outcome(new V2JsonTranscoder(), RandomJson.spread(body)));
    }
  }

  private static Object outcome(V2JsonTranscoder transcoder, byte[] body) throws IOException {
    try {
      Zipkins.Result result = Zipkins.transcode(transcoder, body);
      String reason = RandomJson.problem(result.leftOut().reason());
      return List.of(result.data(), result.leftOut().spans(), reason);
    } catch (MalformedException e) {
      return RandomJson.problem(e.getMessage());
    }
  }

  private String span(RandomJson json) {
    List<String> fields = new ArrayList<>();
    fields.add(json.field("\"traceId\"", id(rng.percent(50) ? 16 : 32)));
    fields.add(json.field("\"id\"", id(16)));
    if (rng.percent(50)) {
      fields.add(json.field("\"parentId\"", id(rng.between(1, 17))));
    }
    fields.add(json.field("\"name\"", json.text()));
    fields.add(
        json.field("\"kind\"", "\"" + rng.pick(List.of("SERVER", "client", "other")) + "\""));
    fields.add(json.field("\"timestamp\"", number()));
    fields.add(json.field("\"duration\"", number()));
    fields.add(json.field("\"localEndpoint\"", rng.pick(ENDPOINTS)));
    if (rng.percent(5)) {
      fields.add(json.field("\"remoteEndpoint\"", rng.pick(ENDPOINTS)));
    }
    for (int i = rng.percent(5) ? 2 : 1; i > 0; i--) {
      fields.add(json.field("\"tags\"", tags(json)));
    }
    if (rng.percent(5)) {
      fields.add(json.field(json.quotedKey(), json.text()));
    }
    return json.object(fields);
  }

  private String tags(RandomJson json) {
    List<String> tags = new ArrayList<>();
    int first = rng.below(8);
    for (int i = first; i < first + rng.below(8); i++) {
      tags.add(json.field("\"http.number." + i + "\"", json.text()));
    }
    for (int i = rng.below(4); i > 0; i--) {
      tags.add(json.field(json.quotedKey(), json.text()));
    }
    if (rng.percent(10)) {
      tags.add(json.field("\"" + rng.pick(MEANINGS) + "\"", json.text()));
    }
    if (rng.percent(3)) {
      tags.add(json.field(json.quotedKey(), rng.pick(VALUES)));
    }
    return json.object(tags);
  }

  private String id(int digits) {
    StringBuilder id = new StringBuilder("\"");
    for (int i = 0; i < digits; i++) {
      id.append("0123456789abcdefABCDEF".charAt(rng.below(22)));
    }
    return id.append(rng.percent(1) ? "x" : "").append('"').toString();
  }

  private String number() {
    String digits = Long.toString(rng.between(0, 1L << rng.between(1, 62)));
    return switch (rng.below(12)) {
      case 0 -> '"' + digits + '"';
      case 1 -> digits + ".5";
      case 2 -> "0" + digits;
      case 3 -> "-" + digits;
      case 4 -> digits + "e1";
      case 5 -> "\"00" + digits + "\"";
      default -> digits;
    };
  }
}
