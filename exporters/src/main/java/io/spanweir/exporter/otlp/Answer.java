package io.spanweir.exporter.otlp;

import io.grpc.Metadata;
import io.grpc.Status;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.WireReader;
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

  private static final int PARTIAL_SUCCESS = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int REJECTED_SPANS = 1 << 3 | WireReader.VARINT;
  private static final int ERROR_MESSAGE = 2 << 3 | WireReader.LENGTH_DELIMITED;

  private static final int STATUS_MESSAGE = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int STATUS_DETAILS = 3 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int ANY_TYPE_URL = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int ANY_VALUE = 2 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int RETRY_DELAY = 1 << 3 | WireReader.LENGTH_DELIMITED;
  private static final int DURATION_SECONDS = 1 << 3 | WireReader.VARINT;
  private static final int DURATION_NANOS = 2 << 3 | WireReader.VARINT;

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
      MessageCursor response = message(body);
      while (response.next()) {
        if (response.tag() == PARTIAL_SUCCESS) {
          MessageCursor partial = new MessageCursor().of(response);
          while (partial.next()) {
            if (partial.tag() == REJECTED_SPANS) {
              rejected = partial.varint();
            } else if (partial.tag() == ERROR_MESSAGE) {
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
      MessageCursor status = message(body);
      while (status.next()) {
        if (status.tag() == STATUS_MESSAGE) {
          return status.text();
        }
      }
    } catch (MalformedException e) {
      return "";
    }
    return "";
  }

  private static MessageCursor message(byte[] body) {
    return new MessageCursor().of(body, 0, body.length);
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
      MessageCursor status = message(details);
      while (status.next()) {
        if (status.tag() == STATUS_DETAILS) {
          long delay = retryInfo(new MessageCursor().of(status));
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

  private static long retryInfo(MessageCursor any) throws MalformedException {
    String type = "";
    MessageCursor value = new MessageCursor();
    while (any.next()) {
      if (any.tag() == ANY_TYPE_URL) {
        type = any.text();
      } else if (any.tag() == ANY_VALUE) {
        value.of(any);
      }
    }
    return type.endsWith(RETRY_INFO_TYPE) ? delay(value) : SendResult.NO_WISH;
  }

  private static long delay(MessageCursor retryInfo) throws MalformedException {
    long seconds = 0;
    long nanos = 0;
    while (retryInfo.next()) {
      if (retryInfo.tag() == RETRY_DELAY) {
        MessageCursor duration = new MessageCursor().of(retryInfo);
        while (duration.next()) {
          if (duration.tag() == DURATION_SECONDS) {
            seconds = duration.varint();
          } else if (duration.tag() == DURATION_NANOS) {
            nanos = (int) duration.varint();
          }
        }
      }
    }
    long whole = TimeUnit.SECONDS.toNanos(Math.max(-3600, Math.min(seconds, 3600)));
    return Math.max(0, Math.min(whole + nanos, RETRY_DELAY_NANOS_MAX));
  }
}
