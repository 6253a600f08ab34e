package io.spanweir.receiver.grpc;

import io.spanweir.core.data.Signal;
import io.spanweir.core.door.HttpBytes;
import io.spanweir.core.otlp.OtlpWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bodies of answers: {@code ExportTraceServiceResponse} and {@code google.rpc.Status}, in
 * protobuf and in protobuf's JSON. A full success is the empty message in either.
 */
public final class Answers {
  /** The empty message: full success. */
  public static final byte[] NOTHING = {};

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Answers() {}

  /**
   * {@code ExportTraceServiceResponse{partial_success{rejected_spans, error_message}}}; those of
   * metrics and logs have the same numbers.
   */
  public static byte[] partialSuccess(int rejected, String text) {
    byte[] partial = concat(varintField(1, rejected), field(2, utf8(text)));
    return field(1, partial);
  }

  /** The same in JSON; 64-bit integers are strings there. */
  public static byte[] partialSuccessJson(Signal signal, int rejected, String text) {
    String key =
        switch (signal) {
          case TRACES -> "rejectedSpans";
          case METRICS -> "rejectedDataPoints";
          case LOGS -> "rejectedLogRecords";
        };
    return utf8(
        "{\"partialSuccess\":{\""
            + key
            + "\":\""
            + rejected
            + "\",\"errorMessage\":"
            + quoted(text)
            + "}}");
  }

  /**
   * {@code google.rpc.Status{code, message, details}}.
   *
   * @param retryAfterNanos below 0 for an answer without {@code RetryInfo}
   */
  public static byte[] status(int grpcCode, String text, long retryAfterNanos) {
    byte[] plain = concat(varintField(1, grpcCode), field(2, utf8(text)));
    if (retryAfterNanos < 0) {
      return plain;
    }
    long delay = HttpBytes.retryAfterNanos(retryAfterNanos);
    byte[] duration =
        concat(varintField(1, delay / NANOS_PER_SECOND), varintField(2, delay % NANOS_PER_SECOND));
    byte[] any = concat(field(1, utf8(RETRY_INFO)), field(2, field(1, duration)));
    return concat(plain, field(3, any));
  }

  /** The same in JSON. */
  public static byte[] statusJson(int grpcCode, String text, long retryAfterNanos) {
    String plain = "{\"code\":" + grpcCode + ",\"message\":" + quoted(text);
    if (retryAfterNanos < 0) {
      return utf8(plain + "}");
    }
    long delay = HttpBytes.retryAfterNanos(retryAfterNanos);
    String nanos = String.valueOf(NANOS_PER_SECOND + delay % NANOS_PER_SECOND).substring(1);
    return utf8(
        plain
            + ",\"details\":[{\"@type\":\""
            + RETRY_INFO
            + "\",\"retryDelay\":\""
            + delay / NANOS_PER_SECOND
            + "."
            + nanos
            + "s\"}]}");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] varintField(int number, long value) {
    int tag = number << 3 | VARINT;
    byte[] bytes = new byte[2 * Long.BYTES];
    return Arrays.copyOf(bytes, OtlpWriter.writeVarintField(bytes, 0, tag, value));
  }

  private static byte[] field(int number, byte[] content) {
    int tag = number << 3 | LENGTH_DELIMITED;
    byte[] bytes = new byte[(int) OtlpWriter.fieldSize(tag, content.length)];
    OtlpWriter.writeField(bytes, 0, tag, content);
    return bytes;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        out.append("\\u").append(Integer.toHexString(c + 0x10000), 1, 5);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
