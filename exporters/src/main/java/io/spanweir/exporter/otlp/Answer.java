package io.spanweir.exporter.otlp;

import io.grpc.Metadata;
import io.grpc.Status;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.exporter.sending.SendResult;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a backend's answer means to a sender of OTLP (specification of OTLP/gRPC). A backend is a
 * stranger: what it says is clamped and cut before it is used.
 */
final class Answer {
  static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** However long a backend asks us to stay away. */
  private static final long RETRY_DELAY_NANOS_MAX = TimeUnit.MINUTES.toNanos(5);

  private static final String RETRY_INFO_TYPE = "/google.rpc.RetryInfo";

  private Answer() {}

  /**
   * @param started whether the backend had begun to answer
   * @param body the answer's message, null if there was none
   */
  static SendResult of(Status status, Metadata trailers, boolean started, byte @Nullable [] body) {
    if (status.isOk()) {
      return body == null ? SendResult.permanent("OK without an answer", "") : taken(body);
    }
    String error = status.getCode().name();
    String detail = status.getDescription() == null ? "" : status.getDescription();
    long delay = retryDelayNanos(trailers.get(DETAILS));
    boolean broken = !started && status.getCause() != null;
    if (broken || isRetryable(status.getCode(), delay)) {
      return SendResult.retry(delay, error, detail);
    }
    return SendResult.permanent(error, detail);
  }

  /** The specification's list; a full backend must say when it wants to be asked again. */
  private static boolean isRetryable(Status.Code code, long delay) {
    return switch (code) {
      case CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS -> true;
      case RESOURCE_EXHAUSTED -> delay != SendResult.NO_WISH;
      default -> false;
    };
  }

  /** Reads {@code ExportTraceServiceResponse{1 partial_success{1 rejected_spans, 2 message}}}. */
  static SendResult taken(byte[] body) {
    long rejected = 0;
    String message = "";
    try {
      Fields response = new Fields(body);
      while (response.next()) {
        if (response.isBytes(1)) {
          Fields partial = response.message();
          while (partial.next()) {
            if (partial.isVarint(1)) {
              rejected = partial.varint();
            } else if (partial.isBytes(2)) {
              message = partial.text();
            }
          }
        }
      }
    } catch (MalformedException e) {
      return SendResult.permanent("OK with an answer that is not OTLP's", text(e));
    }
    if (rejected <= 0 && message.isEmpty()) {
      return SendResult.ok();
    }
    return SendResult.partial((int) Math.max(0, Math.min(rejected, Integer.MAX_VALUE)), message);
  }

  /** Reads {@code google.rpc.Status{2 message}}; empty if there is none or it can't be read. */
  static String statusMessage(byte[] body) {
    try {
      Fields status = new Fields(body);
      while (status.next()) {
        if (status.isBytes(2)) {
          return status.text();
        }
      }
    } catch (MalformedException e) {
      return "";
    }
    return "";
  }

  private static String text(MalformedException e) {
    return e.getMessage() == null ? "" : e.getMessage();
  }

  /**
   * Reads {@code google.rpc.Status{3 details{1 type_url, 2 value}}} with {@code RetryInfo{1
   * Duration{1 seconds, 2 nanos}}} in it.
   *
   * @return the wish, clamped; {@link SendResult#NO_WISH} if there is none or it can't be read
   */
  static long retryDelayNanos(byte @Nullable [] details) {
    if (details == null) {
      return SendResult.NO_WISH;
    }
    try {
      Fields status = new Fields(details);
      while (status.next()) {
        if (status.isBytes(3)) {
          long delay = retryInfo(status.message());
          if (delay != SendResult.NO_WISH) {
            return delay;
          }
        }
      }
    } catch (MalformedException e) {
      return SendResult.NO_WISH;
    }
    return SendResult.NO_WISH;
  }

  private static long retryInfo(Fields any) throws MalformedException {
    String type = "";
    Fields value = new Fields(new byte[0]);
    while (any.next()) {
      if (any.isBytes(1)) {
        type = any.text();
      } else if (any.isBytes(2)) {
        value = any.message();
      }
    }
    return type.endsWith(RETRY_INFO_TYPE) ? delay(value) : SendResult.NO_WISH;
  }

  private static long delay(Fields retryInfo) throws MalformedException {
    long seconds = 0;
    long nanos = 0;
    while (retryInfo.next()) {
      if (retryInfo.isBytes(1)) {
        Fields duration = retryInfo.message();
        while (duration.next()) {
          if (duration.isVarint(1)) {
            seconds = duration.varint();
          } else if (duration.isVarint(2)) {
            nanos = (int) duration.varint();
          }
        }
      }
    }
    long whole = TimeUnit.SECONDS.toNanos(Math.max(-3600, Math.min(seconds, 3600)));
    return Math.max(0, Math.min(whole + nanos, RETRY_DELAY_NANOS_MAX));
  }
}
