package io.spanweir.processor.tailsampling;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import java.nio.charset.StandardCharsets;

/**
 * The attributes that say of a kept trace which policy kept it and, where that is asked for, why it
 * was decided when it was and how long it took: made once a trace, appended to each of its spans or
 * scopes. Milliseconds, as those of the policy {@code latency}. Reusable; single-threaded.
 */
final class DecisionTags {
  /** A duration that nobody knows: that of a trace whose decision alone is remembered. */
  static final long UNKNOWN = -1;

  private static final byte[] POLICY = utf8("tailsampling.policy");
  private static final byte[] REASON = utf8("tailsampling.reason");
  private static final byte[] DURATION = utf8("tailsampling.trace_duration_ms");
  private static final byte[][] LABELS = labels();
  private static final int LABEL_BYTES_MAX = longest(LABELS);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final PolicyNames names;
  private final int field;
  private final boolean all;
  private byte[] bytes = {};
  private int length;
  private int kept = -1;
  private long durationNanos = UNKNOWN;

  /**
   * @param all whether reason and duration are asked for
   */
  DecisionTags(PolicyNames names, RecordPolicy where, boolean all) {
    this.names = names;
    this.field =
        where == RecordPolicy.SPAN ? OtlpFields.SPAN_ATTRIBUTES : OtlpFields.SCOPE_ATTRIBUTES;
    this.all = all;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[][] labels() {
    DecisionReason[] reasons = DecisionReason.values();
    byte[][] labels = new byte[reasons.length][];
    for (DecisionReason reason : reasons) {
      labels[reason.ordinal()] = utf8(reason.label());
    }
    return labels;
  }

  private static int longest(byte[][] labels) {
    int most = 0;
    for (byte[] label : labels) {
      most = Math.max(most, label.length);
    }
    return most;
  }

  /** Whether an attribute is one of these, by whichever tier. */
  static boolean isOwn(AttributeCursor attribute) {
    return attribute.keyEquals(POLICY)
        || attribute.keyEquals(REASON)
        || attribute.keyEquals(DURATION);
  }

  /** Bytes that no trace's attributes exceed. */
  int bytesMax() {
    int most = attributeSize(POLICY, names.bytesMax());
    if (all) {
      most += attributeSize(REASON, LABEL_BYTES_MAX);
      most += OtlpWriter.intAttributeSize(field, DURATION.length, Long.MAX_VALUE);
    }
    return most;
  }

  /**
   * Makes a trace's.
   *
   * @param keptBy who kept it and why then: {@link KeptBy}
   * @param duration in nanoseconds, or {@link #UNKNOWN}
   */
  void of(int keptBy, long duration) {
    long told = all ? duration : UNKNOWN;
    if (keptBy == kept && told == durationNanos) {
      return;
    }
    kept = keptBy;
    durationNanos = told;
    int most = bytesMax();
    if (bytes.length < most) {
      bytes = new byte[2 * most];
    }
    byte[] name = names.utf8(KeptBy.name(keptBy));
    int at = OtlpWriter.writeAttribute(bytes, 0, field, POLICY, name);
    if (all) {
      byte[] label = LABELS[KeptBy.reason(keptBy).ordinal()];
      at = OtlpWriter.writeAttribute(bytes, at, field, REASON, label);
    }
    if (told != UNKNOWN) {
      at = OtlpWriter.writeIntAttribute(bytes, at, field, DURATION, told / NANOS_PER_MILLI);
    }
    length = at;
  }

  private int attributeSize(byte[] key, int valueBytes) {
    return OtlpWriter.attributeSize(field, key.length, valueBytes);
  }

  /** Bytes of the trace's attributes. */
  int length() {
    return length;
  }

  /** A number that two traces with other attributes do not share, but by the rarest accident. */
  long hash() {
    return (kept + 1) * 0x9E3779B97F4A7C15L + (durationNanos + 1) * 0xD6E8FEB86659FD93L;
  }

  /** Appends the trace's attributes. @return the position behind them */
  int write(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, length);
    return at + length;
  }
}
