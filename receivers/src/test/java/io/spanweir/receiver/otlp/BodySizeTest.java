package io.spanweir.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ByteSize;
import io.spanweir.core.door.Outcome;
import io.spanweir.receiver.otlp.HttpClient.Answer;
import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Records;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code max_request_body_size} is of the body as it is sent and as it is unpacked. */
@Timeout(60)
class BodySizeTest {
  private static final int MAX = 1 << 10;
  private static final String PROTOBUF = "Content-Type: application/x-protobuf\r\n";

  private final OpenReceiver open =
      new OpenReceiver(
          Configs.of(null, Records.with(Configs.http(0), "maxRequestBodySize", new ByteSize(MAX))));

  @AfterEach
  void close() {
    open.close();
  }

  /** A request with one span, of this length to the byte. */
  private static byte[] body(int length) {
    for (int filler = length; ; filler--) {
      TestSpan span = TestSpan.of(7, 1, 1).withAttributes(Map.of("f", "x".repeat(filler)));
      byte[] body = TestRequest.of(List.of(span)).body();
      if (body.length <= length) {
        assertThat(body).hasSize(length);
        return body;
      }
    }
  }

  private Answer post(String headers, byte[] body) throws Exception {
    try (HttpClient client = open.http()) {
      return client.post(headers, body);
    }
  }

  private void assertTooLarge(Answer answer) {
    assertThat(answer.code()).isEqualTo(413);
    assertThat(open.next().commits()).as("handed on").isZero();
  }

  @Test
  void aBodyOfThatSizeIsTaken() throws Exception {
    assertThat(post(PROTOBUF, body(MAX)).code()).isEqualTo(200);
    assertThat(post(PROTOBUF + "Content-Encoding: gzip\r\n", Bodies.gzip(body(MAX))).code())
        .isEqualTo(200);
    assertThat(post(PROTOBUF + "Content-Encoding: zstd\r\n", Bodies.zstd(body(MAX))).code())
        .isEqualTo(200);
    assertThat(open.next().spans()).hasSize(3);
  }

  @Test
  void aByteMoreIsTooLarge() throws Exception {
    assertTooLarge(post(PROTOBUF, body(MAX + 1)));
    byte[] chunked = Bodies.chunked(body(MAX + 1), 100);
    try (HttpClient client = open.http()) {
      client.write(
          "POST /v1/traces HTTP/1.1\r\n" + PROTOBUF + "Transfer-Encoding: chunked\r\n\r\n");
      assertTooLarge(client.write(chunked).read());
    }
    open.awaitRequests("http", Outcome.TOO_LARGE, 2);
  }

  @Test
  void aByteMoreAfterUnpackingIsTooLarge() throws Exception {
    byte[] gzip = Bodies.gzip(body(MAX + 1));
    byte[] zstd = Bodies.zstd(body(MAX + 1));
    assertThat(Math.max(gzip.length, zstd.length)).as("as they are sent").isLessThan(MAX / 2);
    assertTooLarge(post(PROTOBUF + "Content-Encoding: gzip\r\n", gzip));
    assertTooLarge(post(PROTOBUF + "Content-Encoding: zstd\r\n", zstd));
    open.awaitRequests("http", Outcome.TOO_LARGE, 2);
  }

  @Test
  void theSameHoldsForJson() throws Exception {
    String json = "Content-Type: application/json\r\n";
    byte[] most = ("{}" + " ".repeat(MAX - 2)).getBytes(StandardCharsets.UTF_8);
    byte[] more = ("{}" + " ".repeat(MAX - 1)).getBytes(StandardCharsets.UTF_8);
    assertThat(post(json, most).code()).isEqualTo(200);
    assertThat(post(json, more).code()).isEqualTo(413);
    assertThat(post(json + "Content-Encoding: gzip\r\n", Bodies.gzip(most)).code()).isEqualTo(200);
    assertThat(post(json + "Content-Encoding: gzip\r\n", Bodies.gzip(more)).code()).isEqualTo(413);
  }
}
