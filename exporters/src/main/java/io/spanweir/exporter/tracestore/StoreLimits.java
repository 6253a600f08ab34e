package io.spanweir.exporter.tracestore;

import java.util.List;

/**
 * What bounds a store and how it reads ids.
 *
 * @param bytesMax of all its files
 * @param ageMillisMax of a part, since it arrived
 * @param strictIds whether traces are told apart by all 128 bits of an id, not the low half alone
 * @param autocompleteKeys keys of tags whose values are listed
 * @param rememberedBytesMax memory for what traces are found by that have just been written
 */
record StoreLimits(
    long bytesMax,
    long ageMillisMax,
    boolean strictIds,
    List<String> autocompleteKeys,
    long rememberedBytesMax) {
  private static final int SLICES_PER_BYTES = 16;
  private static final int SLICES_PER_AGE = 14;
  private static final long SLICE_MILLIS_MIN = 60_000;

  /** An open slice of more is sealed. */
  long sliceBytesMax() {
    return Math.max(1, bytesMax / SLICES_PER_BYTES);
  }

  /** An open slice that is older is sealed. */
  long sliceAgeMillisMax() {
    return Math.max(SLICE_MILLIS_MIN, ageMillisMax / SLICES_PER_AGE);
  }
}
