package io.spanweir.connector.spanmetrics;

import org.jspecify.annotations.Nullable;

/**
 * The counts of one combination of dimensions, all from its first span on. What was handed on as
 * deltas is remembered beside it, except for exponential buckets, which begin anew then. Guarded by
 * the lock of {@link SpanCounts}, but for what is final.
 */
final class Series {
  final byte[] key;
  final int hash;
  final Resource resource;
  final boolean wellFormed;

  /** When it began, and until when deltas are handed on, in ns since 1970. */
  long startEpochNanos;

  long lastSeenNanos;

  /** Spans, or events in a book of those. */
  long calls;

  double nanos;

  /** One more than bounds; empty where durations are not counted. */
  final long[] buckets;

  final @Nullable ExponentialBuckets exponential;
  long sentCalls;
  double sentNanos;

  /** Empty where points are cumulative or exponential. */
  final long[] sentBuckets;

  /** Spans lately, by their buckets; empty where there are no exemplars: {@link Candidates}. */
  final int[] recent;

  /** Kept spans since a point was handed on last; null if there never were any. */
  @Nullable Exemplars exemplars;

  /** The kept span of each bucket that ended last; null if there never were any. */
  @Nullable Exemplars bucketExemplars;

  /** The next one of the resource. */
  @Nullable Series next;

  /**
   * @param wellFormed whether all texts in the key are UTF-8
   */
  Series(byte[] key, int hash, Resource resource, boolean wellFormed, Durations durations) {
    this.key = key;
    this.hash = hash;
    this.resource = resource;
    this.wellFormed = wellFormed;
    buckets = durations.newBuckets();
    sentBuckets = durations.newSentBuckets();
    exponential = durations.newExponential();
    recent = durations.newRecent();
  }

  /** The overflow series of its resource. */
  boolean isOverflow() {
    return key.length == Dimensions.RESOURCE_BYTES;
  }
}
