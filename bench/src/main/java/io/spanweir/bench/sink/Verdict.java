package io.spanweir.bench.sink;

import java.util.Locale;

/**
 * What the oracle says about a run. Counts are traces unless a name says spans.
 *
 * @param traces sent
 * @param expected that a policy other than the rate limit keeps
 * @param missing expected, but no span arrived
 * @param partial arrived, but not whole
 * @param extra arrived although only the rate limit can have kept them
 * @param extraSpansMax spans that the rate limit can have let through
 * @param broken of which a span was not accepted, so that nothing is asked of them
 * @param spans that arrived, duplicates included
 * @param foreignSpans whose ids this run never made
 * @param duplicateSpans that arrived more than once
 * @param alteredSpans whose status or attribute differs from what was sent
 */
public record Verdict(
    long traces,
    long expected,
    long missing,
    long partial,
    long extra,
    double extraSpansMax,
    long broken,
    long spans,
    long foreignSpans,
    long duplicateSpans,
    long alteredSpans) {

  /** Whether exactly the right traces arrived, each whole and once. */
  public boolean passed() {
    return missing == 0
        && partial == 0
        && foreignSpans == 0
        && duplicateSpans == 0
        && alteredSpans == 0
        && extra * 10.0 <= extraSpansMax;
  }

  /** Says what is wrong, or that nothing is. */
  public String describe() {
    if (passed()) {
      return "ok";
    }
    return String.format(
        Locale.ROOT,
        "FAILED: missing %d, partial %d, extra %d (%.0f spans allowed), foreign %d, duplicate %d,"
            + " altered %d",
        missing,
        partial,
        extra,
        extraSpansMax,
        foreignSpans,
        duplicateSpans,
        alteredSpans);
  }
}
