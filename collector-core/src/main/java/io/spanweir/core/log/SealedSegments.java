package io.spanweir.core.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The segments of one log that are no longer written to. Single-threaded. */
final class SealedSegments {
  private final SegmentPool pool;
  private final List<Segment> segments = new ArrayList<>();

  SealedSegments(SegmentPool pool) {
    this.pool = pool;
  }

  int size() {
    return segments.size();
  }

  void add(Segment segment) {
    segments.add(segment);
  }

  void giveBack(Segment segment) {
    segments.remove(segment);
    pool.giveBack(segment);
  }

  void giveBackAll() {
    segments.forEach(pool::giveBack);
    segments.clear();
  }

  /** The one that costs least to empty, if less than a share of it survives; else null. */
  @Nullable Segment emptiest(double densityMax) {
    Segment best = null;
    for (Segment segment : segments) {
      if (!segment.isOversized() && (best == null || survives(segment) < survives(best))) {
        best = segment;
      }
    }
    return best == null || survives(best) > densityMax * pool.segmentBytes() ? null : best;
  }

  /** Contexts are written again for the runs that survive. */
  private static long survives(Segment segment) {
    return segment.liveBytes() + segment.contextBytes();
  }
}
