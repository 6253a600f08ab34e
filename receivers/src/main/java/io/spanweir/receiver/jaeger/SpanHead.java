package io.spanweir.receiver.jaeger;

import static io.spanweir.receiver.jaeger.Tag.ascii;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.receiver.transcode.ProtoOutput;

/** The fields of a span that are one number or text each. Filled again for each span. */
final class SpanHead {
  private static final int FLAG_SAMPLED = 1;
  private static final int FLAG_DEBUG = 2;

  /** Of a time and of a duration, so that their sum is one: till 2116. */
  private static final long NANOS_MAX = Long.MAX_VALUE / 2;

  /** What the policy {@code debug_flag} looks for. */
  private static final byte[] DEBUG = ascii("jaeger.debug");

  final Slice name = new Slice();
  long traceHigh;
  long traceLow;
  long span;
  long parent;
  long startNanos;
  long durationNanos;
  int flags;
  private int kindPlace;

  void clear() {
    name.clear();
    traceHigh = 0;
    traceLow = 0;
    span = 0;
    parent = 0;
    startNanos = 0;
    durationNanos = 0;
    flags = 0;
  }

  /**
   * Writes what stands before the attributes, in the order of the fields' numbers: that is what the
   * indexer is fastest with. The kind follows from tags that come later.
   */
  void write(ProtoOutput out) throws ProtoOutput.NoRoomException {
    out.id(OtlpFields.SPAN_TRACE_ID, traceHigh, traceLow);
    out.id(OtlpFields.SPAN_SPAN_ID, span);
    if (parent != 0) {
      out.id(OtlpFields.SPAN_PARENT_SPAN_ID, parent);
    }
    name.write(out, OtlpFields.SPAN_NAME);
    kindPlace = out.later(OtlpFields.SPAN_KIND);
    out.fixed64(OtlpFields.SPAN_START, startNanos);
    out.fixed64(OtlpFields.SPAN_END, startNanos + durationNanos);
    if ((flags & FLAG_DEBUG) != 0) {
      out.attribute(OtlpFields.SPAN_ATTRIBUTES, DEBUG, 0, DEBUG.length, 2);
      out.varint(OtlpFields.VALUE_BOOL, 1);
    }
  }

  /** Says the kind, once it is known and the span not yet closed. */
  void kind(ProtoOutput out, int kind) {
    out.patch(kindPlace, kind);
  }

  /** Writes what of the flags OTLP has a place for. */
  void writeFlags(ProtoOutput out) throws ProtoOutput.NoRoomException {
    if ((flags & FLAG_SAMPLED) != 0) {
      out.fixed32(OtlpFields.SPAN_FLAGS, FLAG_SAMPLED);
    }
  }

  /** Nanoseconds of a number that nobody has checked. */
  static long nanos(long micros) {
    return micros <= 0 ? 0 : micros > NANOS_MAX / 1000 ? NANOS_MAX : micros * 1000;
  }

  /** The same of seconds and what is left of one. */
  static long nanos(long seconds, long nanos) {
    if (seconds < 0 || (seconds == 0 && nanos <= 0)) {
      return 0;
    }
    return seconds > NANOS_MAX / 1_000_000_000L - 2
        ? NANOS_MAX
        : Math.max(0, seconds * 1_000_000_000L + nanos);
  }
}
