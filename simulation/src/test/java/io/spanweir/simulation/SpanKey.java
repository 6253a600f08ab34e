package io.spanweir.simulation;

import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.SentSpan;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes a span the same wherever it is met: all its bytes, and those of its resource and
 * scope, less the policy that tail sampling wrote on it.
 */
final class SpanKey {
  private static final int SPAN_ATTRIBUTES = 9;
  private static final int SCOPE_SPANS_SCOPE = 1;
  private static final int SCOPE_ATTRIBUTES = 3;

  private final SentSpan plain;
  private final @Nullable String policy;
  private final int hash;

  /**
   * @param plain the span without a mark
   * @param policy what was written on it, null if nothing was
   */
  SpanKey(SentSpan plain, @Nullable String policy) {
    this(plain, policy, hash(plain));
  }

  private SpanKey(SentSpan plain, @Nullable String policy, int plainHash) {
    this.plain = plain;
    this.policy = policy;
    this.hash = plainHash;
  }

  /** Ids and lengths: the bytes themselves are looked at where these are equal. */
  private static int hash(SentSpan plain) {
    long hash = plain.traceIdLow() * 31 + plain.spanId() * 17 + plain.span().remaining();
    return Long.hashCode(hash * 31 + plain.resource().remaining());
  }

  SentSpan plain() {
    return plain;
  }

  @Nullable String policy() {
    return policy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpanKey key
        && key.hash == hash
        && Objects.equals(key.policy, policy)
        && key.plain.equals(plain);
  }

  /** The policy is no part of it, so that marked and unmarked are found alike. */
  @Override
  public int hashCode() {
    return hash;
  }

  /** The marks that spans may carry: what tail sampling appends for each policy. */
  static final class Marks {
    static final Marks NONE = new Marks(List.of());

    private final List<Mark> marks;

    private record Mark(String policy, ByteBuffer onSpan, ByteBuffer onScope) {}

    Marks(List<String> policies) {
      marks = policies.stream().map(Marks::mark).toList();
    }

    private static Mark mark(String policy) {
      ProtoWriter value = new ProtoWriter().stringField(1, policy);
      ProtoWriter pair =
          new ProtoWriter().stringField(1, "tailsampling.policy").messageField(2, value);
      ProtoWriter scope = new ProtoWriter().messageField(SCOPE_ATTRIBUTES, pair);
      return new Mark(
          policy,
          ByteBuffer.wrap(new ProtoWriter().messageField(SPAN_ATTRIBUTES, pair).toByteArray()),
          ByteBuffer.wrap(new ProtoWriter().messageField(SCOPE_SPANS_SCOPE, scope).toByteArray()));
    }

    /** Takes a mark off a span, if it has one. */
    SpanKey read(SentSpan sent) {
      for (Mark mark : marks) {
        ByteBuffer span = without(sent.span(), mark.onSpan);
        ByteBuffer scope = without(sent.scope(), mark.onScope);
        if (span != null || scope != null) {
          SentSpan plain =
              new SentSpan(
                  sent.traceIdHigh(),
                  sent.traceIdLow(),
                  sent.spanId(),
                  span == null ? sent.span() : span,
                  sent.resource(),
                  scope == null ? sent.scope() : scope);
          return new SpanKey(plain, mark.policy);
        }
      }
      return new SpanKey(sent, null);
    }

    private static @Nullable ByteBuffer without(ByteBuffer bytes, ByteBuffer suffix) {
      int rest = bytes.remaining() - suffix.remaining();
      return rest >= 0 && bytes.slice(rest, suffix.remaining()).equals(suffix)
          ? bytes.slice(0, rest)
          : null;
    }
  }

  /** The same span without a mark. */
  SpanKey unmarked() {
    return policy == null ? this : new SpanKey(plain, null, hash);
  }

  /** The same span with another mark. */
  SpanKey marked(String by) {
    return new SpanKey(plain, by, hash);
  }

  /** The trace it belongs to. */
  TraceId trace() {
    return new TraceId(plain.traceIdHigh(), plain.traceIdLow());
  }

  /** The id of a trace. */
  record TraceId(long high, long low) {
    @Override
    public String toString() {
      return String.format("%016x%016x", high, low);
    }
  }

  @Override
  public String toString() {
    return plain.key() + (policy == null ? "" : " by " + policy);
  }
}
