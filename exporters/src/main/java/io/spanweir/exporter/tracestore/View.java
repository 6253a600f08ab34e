package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.PointValues;

/**
 * All slices as of one moment, the oldest first. Counted: whoever reads holds it, by {@link #hold}.
 * Any thread.
 */
final class View {
  private final MultiReader all;
  private final IdFilter[] ids;
  private final Bounds[] bounds;

  /** The timestamps of a segment's parts, those without left out. */
  record Bounds(long earliestMicros, long latestMicros) {}

  View(List<Slice> slices, IdFilters filters) throws IOException {
    all = new MultiReader(slices.stream().map(Slice::reader).toArray(IndexReader[]::new), false);
    ids = new IdFilter[all.leaves().size()];
    bounds = new Bounds[ids.length];
    for (LeafReaderContext leaf : all.leaves()) {
      ids[leaf.ord] = filters.of(leaf.reader());
      bounds[leaf.ord] = bounds(leaf);
    }
  }

  private static Bounds bounds(LeafReaderContext leaf) throws IOException {
    PointValues points = leaf.reader().getPointValues(Fields.TIMESTAMP_POINT);
    if (points == null) {
      return new Bounds(1, 0);
    }
    return new Bounds(
        LongPoint.decodeDimension(points.getMinPackedValue(), 0),
        LongPoint.decodeDimension(points.getMaxPackedValue(), 0));
  }

  /** Holds it for reading; false if it is gone: there is a newer one then. */
  boolean hold() {
    return all.tryIncRef();
  }

  void release() throws IOException {
    all.decRef();
  }

  List<LeafReaderContext> leaves() {
    return all.leaves();
  }

  Bounds bounds(int leaf) {
    return bounds[leaf];
  }

  IdFilter ids(int leaf) {
    return ids[leaf];
  }

  /**
   * Makes the id filter of one segment that has none yet, the newest first. Whoever publishes
   * views.
   *
   * @param partsMax larger ones are left out
   * @return whether there was one
   */
  boolean makeFilter(int partsMax) throws IOException {
    for (int leaf = ids.length - 1; leaf >= 0; leaf--) {
      LeafReader segment = all.leaves().get(leaf).reader();
      if (!ids[leaf].isMade() && segment.maxDoc() <= partsMax) {
        ids[leaf].make(segment);
        return true;
      }
    }
    return false;
  }

  /** How many documents there are. */
  int parts() {
    return all.maxDoc();
  }

  /** How many segments there are. */
  int segments() {
    return ids.length;
  }

  @Override
  public String toString() {
    return "View of " + segments() + " segments, " + parts() + " parts";
  }
}
