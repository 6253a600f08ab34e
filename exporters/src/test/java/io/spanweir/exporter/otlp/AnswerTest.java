package io.spanweir.exporter.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.grpc.Metadata;
import io.grpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.exporter.sending.SendResult.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static final Metadata NOTHING = new Metadata();
  private static final long MINUTE = 60_000_000_000L;

  /** {@code google.rpc.Status} with a RetryInfo behind another detail. */
  static byte[] details(long seconds, int nanos) {
    byte[] duration =
        message(
            out -> {
              out.writeInt64(1, seconds);
              out.writeInt32(2, nanos);
            });
    byte[] info = message(out -> out.writeByteArray(1, duration));
    return message(
        out -> {
          out.writeInt32(1, 8);
          out.writeString(2, "full");
          out.writeByteArray(3, any("type.googleapis.com/google.rpc.DebugInfo", new byte[] {9}));
          out.writeByteArray(3, any("type.googleapis.com/google.rpc.RetryInfo", info));
        });
  }

  private static byte[] any(String type, byte[] value) {
    return message(
        out -> {
          out.writeString(1, type);
          out.writeByteArray(2, value);
        });
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Test
  void theSpecificationsCodesAreTriedAgainAndNoOthers() {
    Set<Status.Code> retried = EnumSet.noneOf(Status.Code.class);
    for (Status.Code code : Status.Code.values()) {
      if (code != Status.Code.OK
          && Answer.of(code.toStatus(), NOTHING, true, null).outcome() == Outcome.RETRY) {
        retried.add(code);
      }
    }
    assertThat(retried)
        .containsExactlyInAnyOrder(
            Status.Code.CANCELLED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.ABORTED,
            Status.Code.OUT_OF_RANGE,
            Status.Code.UNAVAILABLE,
            Status.Code.DATA_LOSS);
  }

  @Test
  void aFullBackendMustSayWhen() {
    Metadata trailers = new Metadata();
    trailers.put(Answer.DETAILS, details(3, 500_000_000));
    SendResult result = Answer.of(Status.RESOURCE_EXHAUSTED, trailers, true, null);
    assertThat(result.outcome()).isEqualTo(Outcome.RETRY);
    assertThat(result.retryAfterNanos()).isEqualTo(3_500_000_000L);
    assertThat(Answer.of(Status.RESOURCE_EXHAUSTED, NOTHING, true, null).outcome())
        .isEqualTo(Outcome.PERMANENT);
  }

  @Test
  void aWishIsClamped() {
    assertThat(Answer.retryDelayNanos(details(315_576_000L, 0))).isEqualTo(5 * MINUTE);
    assertThat(Answer.retryDelayNanos(details(Long.MAX_VALUE, Integer.MAX_VALUE)))
        .isEqualTo(5 * MINUTE);
    assertThat(Answer.retryDelayNanos(details(Long.MIN_VALUE, Integer.MIN_VALUE))).isZero();
    assertThat(Answer.retryDelayNanos(details(-1, 0))).isZero();
    assertThat(Answer.retryDelayNanos(details(0, 0))).isZero();
  }

  @Test
  void anythingElseIsNoWish() {
    assertThat(Answer.retryDelayNanos(null)).isEqualTo(SendResult.NO_WISH);
    assertThat(Answer.retryDelayNanos(new byte[0])).isEqualTo(SendResult.NO_WISH);
    byte[] good = details(3, 0);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 50_000; i++) {
      byte[] bad = good.clone();
      for (int flips = random.nextInt(4); flips >= 0; flips--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      assertThat(Answer.retryDelayNanos(bad)).isBetween(-1L, 5 * MINUTE);
    }
  }

  @Test
  void aConnectionThatBreaksBeforeTheAnswerIsTriedAgainWhateverItsCode() {
    Status broken = Status.INTERNAL.withCause(new IOException("not HTTP/2"));
    assertThat(Answer.of(broken, NOTHING, false, null).outcome()).isEqualTo(Outcome.RETRY);
    assertThat(Answer.of(broken, NOTHING, true, null).outcome()).isEqualTo(Outcome.PERMANENT);
  }

  @Test
  void partialSuccessIsRead() {
    byte[] body =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(3)
                    .setErrorMessage("three\nwere \u001b[31mred"))
            .build()
            .toByteArray();
    SendResult result = Answer.of(Status.OK, NOTHING, true, body);
    assertThat(result.outcome()).isEqualTo(Outcome.SENT);
    assertThat(result.rejectedSpans()).isEqualTo(3);
    assertThat(result.detail()).isEqualTo("three?were ?[31mred");
    assertThat(Answer.of(Status.OK, NOTHING, true, new byte[0])).isEqualTo(SendResult.ok());
    byte[] unset =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(ExportTracePartialSuccess.getDefaultInstance())
            .build()
            .toByteArray();
    assertThat(Answer.of(Status.OK, NOTHING, true, unset)).isEqualTo(SendResult.ok());
  }

  @Test
  void rejectedSpansAreClamped() {
    byte[] body =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(
                ExportTracePartialSuccess.newBuilder().setRejectedSpans(Long.MAX_VALUE))
            .build()
            .toByteArray();
    assertThat(Answer.of(Status.OK, NOTHING, true, body).rejectedSpans())
        .isEqualTo(Integer.MAX_VALUE);
    byte[] negative =
        ExportTraceServiceResponse.newBuilder()
            .setPartialSuccess(ExportTracePartialSuccess.newBuilder().setRejectedSpans(-1))
            .build()
            .toByteArray();
    assertThat(Answer.of(Status.OK, NOTHING, true, negative)).isEqualTo(SendResult.ok());
  }

  @Test
  void anOkThatIsNoAnswerIsAFailure() {
    assertThat(Answer.of(Status.OK, NOTHING, true, null).outcome()).isEqualTo(Outcome.PERMANENT);
    assertThat(Answer.of(Status.OK, NOTHING, true, new byte[] {10, 99}).outcome())
        .isEqualTo(Outcome.PERMANENT);
    byte[] text = ByteString.copyFromUtf8("<html>").toByteArray();
    assertThat(Answer.of(Status.OK, NOTHING, true, text).outcome()).isEqualTo(Outcome.PERMANENT);
  }

  @Test
  void aLongMessageIsCut() {
    Status status = Status.INTERNAL.withDescription("x".repeat(100_000));
    assertThat(Answer.of(status, NOTHING, true, null).detail()).hasSize(256);
  }
}
