package io.spanweir.exporter.tracestore;

import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.lucene.index.IndexReader.CacheHelper;
import org.apache.lucene.index.IndexReader.CacheKey;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;

/**
 * The id filters of all segments that are open, each as long as its segment is. One is made where
 * the segment is: for what was just written by whoever makes it readable, for what was merged by
 * the thread that merged it, before anybody sees it. Those of a store that was there before are
 * made after it is open, one at a time: nothing has to wait for them, it only takes longer. Any
 * thread.
 */
final class IdFilters implements IndexWriter.IndexReaderWarmer {
  private final ConcurrentMap<CacheKey, IdFilter> filters = new ConcurrentHashMap<>();

  /** That of a segment, however many readers it has. */
  IdFilter of(LeafReader segment) {
    CacheHelper open = segment.getCoreCacheHelper();
    return filters.computeIfAbsent(
        open.getKey(),
        key -> {
          open.addClosedListener(filters::remove);
          return new IdFilter();
        });
  }

  /** How many segments there are. */
  int size() {
    return filters.size();
  }

  /** Lucene's word for what a merge does to the segment it has made. */
  @Override
  public void warm(LeafReader merged) throws IOException {
    of(merged).make(merged);
  }
}
