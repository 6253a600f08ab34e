package io.spanweir.bench.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class AnswersTest {
  @Test
  void partialSuccessTellsHowManyWereRejected() {
    byte[] answer =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(1_234)
                    .setErrorMessage("too old"))
            .build()
            .toByteArray();

    assertThat(PartialSuccess.rejectedSpans(answer, 0)).isEqualTo(1_234);
    assertThat(PartialSuccess.rejectedSpans(new byte[0], 0)).isZero();
  }

  @Test
  void anHttpAnswerIsReadOnceItIsWhole() {
    byte[] answer =
        ascii("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nwait");

    for (int cut = 0; cut < answer.length; cut++) {
      assertThat(Http1Answer.parse(Arrays.copyOf(answer, cut))).isNull();
    }
    Http1Answer whole = Http1Answer.parse(answer);
    assertThat(whole.status()).isEqualTo(503);
    assertThat(whole.close()).isTrue();
    assertThat(whole.body()).isEqualTo(ascii("wait"));
  }

  @Test
  void chunksArePutTogether() {
    byte[] answer =
        ascii(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x\r\nc\r\n0\r\n\r\n");

    for (int cut = 0; cut < answer.length; cut++) {
      assertThat(Http1Answer.parse(Arrays.copyOf(answer, cut))).isNull();
    }
    Http1Answer whole = Http1Answer.parse(answer);
    assertThat(whole.body()).isEqualTo(ascii("abc"));
    assertThat(whole.close()).isFalse();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
