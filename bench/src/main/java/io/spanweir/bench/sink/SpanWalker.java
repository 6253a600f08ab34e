package io.spanweir.bench.sink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks an {@code ExportTraceServiceRequest} by its lengths and reports the few facts the oracle
 * needs. Makes no objects.
 */
final class SpanWalker {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] TIER_KEY = "customer.tier".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] VIP = "vip".getBytes(StandardCharsets.US_ASCII);

  private static final int LENGTH_DELIMITED = 2;
  private static final int RESOURCE_SPANS = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SPANS = 2;
  private static final int TRACE_ID = 1;
  private static final int SPAN_ID = 2;
  private static final int ATTRIBUTES = 9;
  private static final int STATUS = 15;
  private static final int STATUS_CODE = 3;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  /**
   * What an attribute takes whose key and text are those looked for, whatever order they are in.
   */
  private static final int VIP_BYTES = TIER_KEY.length + VIP.length + 6;

  private final SpanListener listener;
  private byte[] bytes = new byte[0];
  private int at;

  /** Receives the facts of one span after the other. */
  interface SpanListener {
    /**
     * Takes a span.
     *
     * @param traceIdHigh the first eight bytes of the trace id, as a little-endian number
     * @param traceIdLow the last eight
     * @param spanId the span id, likewise
     * @param statusCode the number of its status code
     * @param vip whether the attribute that the workload looks for is there with the value it looks
     *     for
     */
    void onSpan(long traceIdHigh, long traceIdLow, long spanId, int statusCode, boolean vip);
  }

  SpanWalker(SpanListener listener) {
    this.listener = listener;
  }

  /**
   * Walks one message.
   *
   * @throws IndexOutOfBoundsException when a length leads out of the array
   */
  void walk(byte[] message, int length) {
    bytes = message;
    at = 0;
    while (at < length) {
      int tag = varint();
      if (tag == (RESOURCE_SPANS << 3 | LENGTH_DELIMITED)) {
        int end = varint() + at;
        resourceSpans(end);
      } else {
        skip(tag);
      }
    }
    if (at != length) {
      throw new IndexOutOfBoundsException("the message is cut short");
    }
  }

  private void resourceSpans(int end) {
    while (at < end) {
      int tag = varint();
      if (tag == (SCOPE_SPANS << 3 | LENGTH_DELIMITED)) {
        int endOfScope = varint() + at;
        scopeSpans(endOfScope);
      } else {
        skip(tag);
      }
    }
  }

  private void scopeSpans(int end) {
    while (at < end) {
      int tag = varint();
      if (tag == (SPANS << 3 | LENGTH_DELIMITED)) {
        int endOfSpan = varint() + at;
        span(endOfSpan);
      } else {
        skip(tag);
      }
    }
  }

  private void span(int end) {
    long high = 0;
    long low = 0;
    long spanId = 0;
    int code = 0;
    boolean vip = false;
    while (at < end) {
      int tag = varint();
      if ((tag & 7) != LENGTH_DELIMITED) {
        skip(tag);
        continue;
      }
      int length = varint();
      int start = at;
      switch (tag >>> 3) {
        case TRACE_ID -> {
          high = (long) LONG.get(bytes, at);
          low = (long) LONG.get(bytes, at + 8);
        }
        case SPAN_ID -> spanId = (long) LONG.get(bytes, at);
        case ATTRIBUTES -> vip |= length == VIP_BYTES && isVip(start + length);
        case STATUS -> code = statusCode(start + length);
        default -> {
          // Nothing else decides.
        }
      }
      at = start + length;
    }
    if (at != end) {
      throw new IndexOutOfBoundsException("a span's fields do not end where the span does");
    }
    listener.onSpan(high, low, spanId, code, vip);
  }

  /** Reads an attribute; encoders put key and value in either order. */
  private boolean isVip(int end) {
    boolean key = false;
    boolean value = false;
    while (at < end) {
      int tag = varint();
      int length = varint();
      if (tag == (KEY << 3 | LENGTH_DELIMITED)) {
        key = holds(at, length, TIER_KEY);
      } else if (tag == (VALUE << 3 | LENGTH_DELIMITED)) {
        value = length == VIP.length + 2 && holds(at + 2, VIP.length, VIP);
      }
      at += length;
    }
    return key && value;
  }

  private boolean holds(int from, int length, byte[] text) {
    return Arrays.equals(bytes, from, from + length, text, 0, text.length);
  }

  private int statusCode(int end) {
    int code = 0;
    while (at < end) {
      int tag = varint();
      if (tag == STATUS_CODE << 3) {
        code = varint();
      } else {
        skip(tag);
      }
    }
    return code;
  }

  private void skip(int tag) {
    switch (tag & 7) {
      case 0 -> varint();
      case 1 -> at += 8;
      case LENGTH_DELIMITED -> {
        int length = varint();
        at += length;
      }
      case 5 -> at += 4;
      default -> throw new IndexOutOfBoundsException("wire type of tag " + tag);
    }
  }

  /**
   * Reads a number; what lies above 32 bits is dropped, since nothing that is looked at is that
   * large.
   */
  private int varint() {
    int value = bytes[at++];
    if (value >= 0) {
      return value;
    }
    value &= 0x7f;
    for (int shift = 7; ; shift += 7) {
      byte b = bytes[at++];
      if (shift < 32) {
        value |= (b & 0x7f) << shift;
      }
      if (b >= 0) {
        return value;
      }
    }
  }
}
