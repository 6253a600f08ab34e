package io.spanweir.receiver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.HttpBytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswersTest {
  @Test
  void partialSuccessIsWhatProtobufReads() throws Exception {
    var partial =
        ExportTraceServiceResponse.parseFrom(Answers.partialSuccess(300, "w\u00e9\u20ac"))
            .getPartialSuccess();
    assertThat(partial.getRejectedSpans()).isEqualTo(300);
    assertThat(partial.getErrorMessage()).isEqualTo("w\u00e9\u20ac");
  }

  @Test
  void statusIsWhatProtobufReads() throws Exception {
    assertThat(RpcStatus.parse(ByteString.copyFrom(Answers.status(8, "full", 1_500_000_000L))))
        .isEqualTo(new RpcStatus(8, "full", 1_500_000_000L));
    assertThat(RpcStatus.parse(ByteString.copyFrom(Answers.status(3, "bad", -1))))
        .isEqualTo(new RpcStatus(3, "bad", -1));
  }

  @Test
  void jsonIsEscaped() {
    assertThat(text(Answers.partialSuccessJson(Signal.TRACES, 2, "a\"b\\c\n\u0001\ud83d\ude00")))
        .isEqualTo(
            "{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":"
                + "\"a\\\"b\\\\c\\u000a\\u0001\\ud83d\\ude00\"}}");
    assertThat(text(Answers.statusJson(8, "full", 1_500_000_000L)))
        .isEqualTo(
            "{\"code\":8,\"message\":\"full\",\"details\":[{\"@type\":"
                + "\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"1.500000000s\"}]}");
  }

  @Test
  void nobodyIsSentAwayForLong() throws Exception {
    assertThat(HttpBytes.retryAfterSeconds(0)).isEqualTo(1);
    assertThat(HttpBytes.retryAfterSeconds(1_000_000_001L)).isEqualTo(2);
    assertThat(HttpBytes.retryAfterSeconds(Long.MAX_VALUE)).isEqualTo(300);
    byte[] never = Answers.status(8, "full", Long.MAX_VALUE);
    assertThat(RpcStatus.parse(ByteString.copyFrom(never)).retryNanos())
        .isEqualTo(300_000_000_000L);
  }

  @Test
  void longTextsAreCut() {
    assertThat(HttpBytes.cut("x".repeat(5000))).hasSize(403);
    assertThat(HttpBytes.cut("x")).isEqualTo("x");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
