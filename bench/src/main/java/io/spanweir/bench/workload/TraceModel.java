package io.spanweir.bench.workload;

import java.nio.charset.StandardCharsets;

/**
 * Every fact of every trace of a run, as a pure function of the run's seed and the trace's ordinal.
 *
 * <p>The generator asks it what to write and the sink what to expect, so neither has to remember a
 * trace. Ids are bijections of the ordinal: the sink turns the id of an arriving span back into the
 * trace and the place in it. An id is two longs (or one) whose bytes stand on the wire in
 * little-endian order.
 */
public final class TraceModel {
  /** Spans of a trace. The root is span 0 and arrives last, as a root that ends last does. */
  public static final int SPANS_PER_TRACE = 10;

  private static final int PER_MILLE_OF_EACH_KIND = 10;
  private static final long SLOW_NANOS_MIN = 600_000_000L;
  private static final long PLAIN_NANOS_MIN = 20_000_000L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long SALTED = fnv1a("default-hash-seed");

  /** 2 % of the hash's range, as the Collector computes it: (2^64 - 1) * 0.02. */
  private static final long SHARE_THRESHOLD = 368934881474191039L;

  private final long traceSeed;
  private final long spanSeed;
  private final long factSeed;

  public TraceModel(long seed) {
    traceSeed = Mix64.mix(seed + 1);
    spanSeed = Mix64.mix(seed + 2);
    factSeed = Mix64.mix(seed + 3);
  }

  public long traceIdHigh(long ordinal) {
    return Mix64.mix(ordinal ^ traceSeed);
  }

  public long traceIdLow(long traceIdHigh) {
    return Mix64.mix(traceIdHigh + spanSeed);
  }

  public long spanId(long ordinal, int index) {
    return Mix64.mix((ordinal << 4 | index) ^ spanSeed);
  }

  /** Returns the ordinal behind a trace id, or -1 when this run never makes that id. */
  public long ordinalOf(long traceIdHigh, long traceIdLow) {
    long ordinal = Mix64.unmix(traceIdHigh) ^ traceSeed;
    return ordinal >= 0 && traceIdLow(traceIdHigh) == traceIdLow ? ordinal : -1;
  }

  /** Returns the place of a span in its trace, or -1 when the span id is not one of that trace. */
  public int indexOf(long ordinal, long spanId) {
    long made = Mix64.unmix(spanId) ^ spanSeed;
    int index = (int) (made & 15);
    return made >>> 4 == ordinal && index < SPANS_PER_TRACE ? index : -1;
  }

  /** Returns the place of the parent of a span that is not the root: a tree three levels deep. */
  public static int parentOf(int index) {
    return (index - 1) / 3;
  }

  public TraceKind kind(long ordinal) {
    int perMille = (int) Long.remainderUnsigned(facts(ordinal), 1000);
    if (perMille >= 3 * PER_MILLE_OF_EACH_KIND) {
      return TraceKind.PLAIN;
    }
    return perMille < PER_MILLE_OF_EACH_KIND
        ? TraceKind.ERROR
        : perMille < 2 * PER_MILLE_OF_EACH_KIND ? TraceKind.SLOW : TraceKind.VIP;
  }

  /** Returns the place of the one span that carries the error or the attribute. */
  public int markedIndex(long ordinal) {
    return (int) ((facts(ordinal) >>> 48) % SPANS_PER_TRACE);
  }

  /** Returns how long the whole trace takes: 20 to 300 ms, or 600 to 1,673 ms for a slow one. */
  public long durationNanos(long ordinal) {
    long random = facts(ordinal) >>> 34;
    return kind(ordinal) == TraceKind.SLOW
        ? SLOW_NANOS_MIN + random % 1_400_000_000L
        : PLAIN_NANOS_MIN + random % 280_000_000L;
  }

  /** Returns when a span starts, in nanoseconds after its trace's start. */
  public static long startOffset(int index, long durationNanos) {
    return index * (durationNanos >>> 5);
  }

  /** Returns when a span ends, in nanoseconds after its trace's start; the root ends last. */
  public static long endOffset(int index, long durationNanos) {
    return durationNanos - index * (durationNanos >>> 5);
  }

  /** Whether the {@code probabilistic} policy at 2 % keeps the trace. */
  public static boolean isShare(long traceIdHigh, long traceIdLow) {
    long hash = fnv1a(fnv1a(SALTED, traceIdHigh), traceIdLow);
    return Long.compareUnsigned(hash, SHARE_THRESHOLD) <= 0;
  }

  /** Whether a policy other than the rate limit keeps the trace. */
  public boolean mustKeep(long ordinal) {
    if (kind(ordinal) != TraceKind.PLAIN) {
      return true;
    }
    long high = traceIdHigh(ordinal);
    return isShare(high, traceIdLow(high));
  }

  private long facts(long ordinal) {
    return Mix64.mix(ordinal + factSeed);
  }

  private static long fnv1a(String text) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  private static long fnv1a(long hashSoFar, long littleEndian) {
    long hash = hashSoFar;
    for (int shift = 0; shift < 64; shift += 8) {
      hash = (hash ^ (littleEndian >>> shift & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
