package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.PointValues;

/**
 * All slices as of one moment, the oldest first. Counted: whoever reads holds it, by {@link #hold}.
 * Any thread.
 */
final class View {
  private final MultiReader all;
  private final List<IdFilter> ids;

  /** Where each slice's leaves begin among those of {@link #all}, and the end. */
  private final int[] firstLeaf;

  private final Bounds[] bounds;

  /** The timestamps of a segment's parts, those without left out. */
  record Bounds(long earliestMicros, long latestMicros) {}

  View(List<Slice> slices) throws IOException {
    all = new MultiReader(slices.stream().map(Slice::reader).toArray(IndexReader[]::new), false);
    ids = slices.stream().map(Slice::ids).toList();
    firstLeaf = new int[slices.size() + 1];
    for (int i = 0; i < slices.size(); i++) {
      firstLeaf[i + 1] = firstLeaf[i] + slices.get(i).reader().leaves().size();
    }
    bounds = new Bounds[all.leaves().size()];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = bounds(all.leaves().get(i));
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

  int slices() {
    return ids.size();
  }

  IdFilter ids(int slice) {
    return ids.get(slice);
  }

  List<LeafReaderContext> leaves(int slice) {
    return all.leaves().subList(firstLeaf[slice], firstLeaf[slice + 1]);
  }

  /** How many documents there are. */
  int parts() {
    return all.maxDoc();
  }

  /** How many segments there are. */
  int segments() {
    return firstLeaf[firstLeaf.length - 1];
  }

  @Override
  public String toString() {
    return "View" + Arrays.toString(firstLeaf);
  }
}
