package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.Tag.ascii;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.transcode.ProtoOutput;

/**
 * What the tags of a span say that OTLP has fields for: kind, status, trace state. As the
 * OpenTelemetry Collector reads them, apart from this: a tag {@code error} that is a text or a
 * number is an error too unless it says {@code false} or 0, and stays; a message is also looked for
 * under {@code otel.status_message}, where older exporters wrote it; what makes no sense stays an
 * attribute.
 */
final class SpanTags {
  private static final int KIND_INTERNAL = 1;
  private static final int KIND_SERVER = 2;
  private static final int KIND_CLIENT = 3;
  private static final int KIND_PRODUCER = 4;
  private static final int KIND_CONSUMER = 5;
  private static final int NO_CODE = -1;

  private static final byte[] ERROR = ascii("error");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] SPAN_KIND = ascii("span.kind");
  private static final byte[] SERVER = ascii("server");
  private static final byte[] CLIENT = ascii("client");
  private static final byte[] PRODUCER = ascii("producer");
  private static final byte[] CONSUMER = ascii("consumer");
  private static final byte[] INTERNAL = ascii("internal");
  private static final byte[] TRACE_STATE = ascii("w3c.tracestate");
  private static final byte[] STATUS_CODE = ascii("otel.status_code");
  private static final byte[] OK = ascii("ok");
  private static final byte[] UNSET = ascii("unset");
  private static final byte[] STATUS_DESCRIPTION = ascii("otel.status_description");
  private static final byte[] STATUS_MESSAGE = ascii("otel.status_message");
  private static final byte[] HTTP_CODE = ascii("http.status_code");
  private static final byte[] HTTP_MESSAGE = ascii("http.status_message");

  private final Slice traceState = new Slice();
  private final Slice description = new Slice();
  private final Slice olderDescription = new Slice();
  private final Slice httpMessage = new Slice();
  private int kind;
  private int code;
  private boolean error;
  private long httpCode;

  /** Makes ready for the tags of another span. */
  void clear() {
    traceState.clear();
    description.clear();
    olderDescription.clear();
    httpMessage.clear();
    kind = 0;
    code = NO_CODE;
    error = false;
    httpCode = 0;
  }

  /** Looks at a tag. @return whether that is all there is to do: it becomes no attribute */
  boolean take(Tag tag) {
    return switch (tag.keyLength()) {
      case 5 -> tag.hasKey(ERROR) && takeError(tag);
      case 9 -> tag.isText() && tag.hasKey(SPAN_KIND) && takeKind(tag);
      case 14 -> tag.isText() && tag.hasKey(TRACE_STATE) && hold(tag, traceState);
      case 16 -> takeCode(tag);
      case 19 -> tag.isText() && takeMessage(tag);
      case 23 -> tag.isText() && tag.hasKey(STATUS_DESCRIPTION) && hold(tag, description);
      default -> false;
    };
  }

  private static boolean hold(Tag tag, Slice slice) {
    slice.set(tag);
    return true;
  }

  private boolean takeError(Tag tag) {
    switch (tag.type) {
      case BOOL -> {
        error |= tag.number != 0;
        return tag.number != 0;
      }
      case STRING -> error |= !tag.saysInAnyCase(FALSE);
      case LONG -> error |= tag.number != 0;
      default -> {
        // Neither yes nor no.
      }
    }
    return false;
  }

  private boolean takeKind(Tag tag) {
    int said = 0;
    if (tag.says(SERVER)) {
      said = KIND_SERVER;
    } else if (tag.says(CLIENT)) {
      said = KIND_CLIENT;
    } else if (tag.says(PRODUCER)) {
      said = KIND_PRODUCER;
    } else if (tag.says(CONSUMER)) {
      said = KIND_CONSUMER;
    } else if (tag.says(INTERNAL)) {
      said = KIND_INTERNAL;
    }
    kind = said == 0 ? kind : said;
    return said != 0;
  }

  private boolean takeCode(Tag tag) {
    if (tag.hasKey(HTTP_CODE)) {
      httpCode = tag.type == Tag.Type.LONG ? tag.number : tag.isText() ? digits(tag) : 0;
      return false;
    }
    if (!tag.isText() || !tag.hasKey(STATUS_CODE)) {
      return false;
    }
    if (tag.saysInAnyCase(OK)) {
      code = OtlpFields.STATUS_OK;
    } else if (tag.saysInAnyCase(ERROR)) {
      code = OtlpFields.STATUS_ERROR;
    } else if (tag.saysInAnyCase(UNSET)) {
      code = OtlpFields.STATUS_UNSET;
    } else {
      return false;
    }
    return true;
  }

  private boolean takeMessage(Tag tag) {
    if (tag.hasKey(HTTP_MESSAGE)) {
      httpMessage.set(tag);
      return false;
    }
    return tag.hasKey(STATUS_MESSAGE) && hold(tag, olderDescription);
  }

  /** A code of HTTP that is written as text; 0 if it isn't one. */
  private static long digits(Tag tag) {
    if (tag.to - tag.from != 3) {
      return 0;
    }
    int value = 0;
    for (int i = tag.from; i < tag.to; i++) {
      int digit = tag.bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return 0;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  int kind() {
    return kind;
  }

  /** Writes trace state and status, when all tags have been seen. */
  void write(ProtoOutput out) throws ProtoOutput.NoRoomException {
    if (traceState.isThere()) {
      traceState.write(out, OtlpFields.SPAN_TRACE_STATE);
    }
    boolean failedByHttp = code == NO_CODE && failed(httpCode, kind);
    if (error || (code > OtlpFields.STATUS_UNSET) || failedByHttp) {
      int said = error || failedByHttp ? OtlpFields.STATUS_ERROR : code;
      status(out, said, message(error || failedByHttp));
    } else {
      writeLeft(out, description, STATUS_DESCRIPTION);
      writeLeft(out, olderDescription, STATUS_MESSAGE);
    }
  }

  private static boolean failed(long httpCode, int kind) {
    return httpCode >= 500 || (httpCode >= 400 && kind != KIND_SERVER);
  }

  private Slice message(boolean http) {
    if (description.isThere()) {
      return description;
    }
    return olderDescription.isThere() || !http ? olderDescription : httpMessage;
  }

  private static void status(ProtoOutput out, int code, Slice message)
      throws ProtoOutput.NoRoomException {
    int start = out.open(OtlpFields.SPAN_STATUS, 1);
    if (message.isThere() && !message.isEmpty()) {
      message.write(out, OtlpFields.STATUS_MESSAGE);
    }
    out.varint(OtlpFields.STATUS_CODE, code);
    out.close(start, 1);
  }

  /** A message without a status stays what it was: an attribute. */
  private static void writeLeft(ProtoOutput out, Slice left, byte[] key)
      throws ProtoOutput.NoRoomException {
    if (left.isThere()) {
      left.writeAttribute(out, OtlpFields.SPAN_ATTRIBUTES, key);
    }
  }
}
