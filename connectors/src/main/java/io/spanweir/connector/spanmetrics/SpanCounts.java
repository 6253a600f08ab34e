package io.spanweir.connector.spanmetrics;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All series of a book, with the lock that guards them: taken once for a batch, and for a moment by
 * whoever reads. Bounded in series for each resource, in resources, and in bytes; spans past a
 * bound count in the overflow series of their resource, or of all resources together.
 */
final class SpanCounts {
  private static final int CANDIDATES_SHARE = 8;
  private static final long CLOCKS_APART_NANOS = 60_000_000_000L;

  private final Counted counted;
  private final Durations durations;
  private final KeyWriter keys;
  private final Sources sources;
  private final SeriesTable table = new SeriesTable();
  private final @Nullable Candidates candidates;
  private final EventWalk events = new EventWalk();
  private final byte[] overflowKey = new byte[Dimensions.RESOURCE_BYTES + Long.BYTES];
  private final int seriesMax;
  private final int exemplarsMax;
  private final long bytesMax;
  private long bytes;
  private long overflowSpans;
  private long removals;

  /**
   * @param bytesMax what all series may take up, about, and the candidates for exemplars of them
   * @param seed of hashes
   */
  SpanCounts(
      SpanMetricsConfig config, Counted counted, Dimensions dimensions, long bytesMax, long seed) {
    this.counted = counted;
    durations = new Durations(config, counted.hasDurations());
    keys = new KeyWriter(dimensions, seed);
    sources = new Sources(config, dimensions);
    seriesMax =
        config.aggregationCardinalityLimit() == 0
            ? Integer.MAX_VALUE
            : config.aggregationCardinalityLimit();
    exemplarsMax = config.exemplars().maxPerDataPoint();
    candidates =
        durations.hasExemplars() ? new Candidates(bytesMax / CANDIDATES_SHARE, seed) : null;
    this.bytesMax = bytesMax - (candidates == null ? 0 : candidates.bytes());
  }

  Counted counted() {
    return counted;
  }

  Durations durations() {
    return durations;
  }

  /** Counts all spans of a batch, or their events; it stays its owner's. Any thread. */
  synchronized void count(SpanBatch batch, long nowNanos, long epochNanos) {
    if (counted == Counted.EVENTS) {
      for (int row = 0; row < batch.size(); row++) {
        if (events.of(batch, row).next()) {
          countEvents(batch, row, nowNanos, epochNanos);
        }
      }
    } else {
      countSpans(batch, nowNanos, epochNanos);
    }
  }

  private void countSpans(SpanBatch batch, long nowNanos, long epochNanos) {
    SpanIndex index = batch.index();
    if (candidates != null) {
      candidates.at(nowNanos);
    }
    Source source = null;
    int scope = -1;
    for (int row = 0; row < index.size(); row++) {
      if (source == null || index.scope(row) != scope) {
        scope = index.scope(row);
        source = source(batch, batch.scopeResource(scope), nowNanos);
      }
      Series series = series(batch, row, source, epochNanos);
      int bucket = durations.count(series, index.startNanos(row), index.endNanos(row));
      if (candidates != null) {
        candidates.add(
            series, bucket, index.traceIdHigh(row), index.traceIdLow(row), index.spanId(row));
      }
      series.lastSeenNanos = nowNanos;
    }
  }

  /**
   * Counts the events of a row, the walk being at the first. Those without a dimension of their own
   * share a series, which is looked up once: a body may have very many of them.
   */
  private void countEvents(SpanBatch batch, int row, long nowNanos, long epochNanos) {
    Source source = source(batch, batch.scopeResource(batch.index().scope(row)), nowNanos);
    boolean room = !source.isOverflow() && keys.beginEvents(batch, row, source);
    Series plain = null;
    do {
      long found = room ? keys.findInEvent(events.bytes(), events.from(), events.to()) : 0;
      Series series = plain;
      if (found != 0 || series == null) {
        int length = room ? keys.writeEvent(source, found) : KeyWriter.TOO_LONG;
        series = series(length, source, epochNanos);
        plain = found == 0 ? series : plain;
      }
      series.lastSeenNanos = nowNanos;
      series.calls++;
    } while (events.next());
  }

  /**
   * Remembers kept spans as exemplars of the series that they were counted in. Any thread.
   *
   * @param epochNanos ns since 1970; a span that ends a minute later or more, by a clock that is
   *     wrong, is none of its bucket, where none that comes would be later
   */
  synchronized void keepExamples(SpanBatch batch, long epochNanos) {
    if (candidates == null) {
      return;
    }
    SpanIndex index = batch.index();
    for (int row = 0; row < index.size(); row++) {
      int hash =
          candidates.seriesHash(index.traceIdHigh(row), index.traceIdLow(row), index.spanId(row));
      Series series = hash == 0 ? null : table.only(hash);
      if (series != null) {
        keepExample(series, index, row, epochNanos);
      }
    }
  }

  private void keepExample(Series series, SpanIndex index, int row, long epochNanos) {
    Exemplars latest = series.exemplars;
    Exemplars byBucket = series.bucketExemplars;
    if (latest == null || byBucket == null) {
      latest = new Exemplars(exemplarsMax);
      byBucket = new Exemplars(durations.buckets());
      series.exemplars = latest;
      series.bucketExemplars = byBucket;
      bytes += exemplarBytes();
    }
    long high = index.traceIdHigh(row);
    long low = index.traceIdLow(row);
    long spanId = index.spanId(row);
    long endNanos = index.endNanos(row);
    long nanos = Durations.nanos(index.startNanos(row), endNanos);
    latest.add(high, low, spanId, nanos, endNanos);
    if (Long.compareUnsigned(endNanos, epochNanos + CLOCKS_APART_NANOS) < 0) {
      byBucket.putLater(durations.bucket(nanos), high, low, spanId, nanos, endNanos);
    }
  }

  private Source source(SpanBatch batch, int resource, long nowNanos) {
    int before = sources.resources().size();
    Source source = sources.of(batch, resource, bytes < bytesMax);
    if (sources.resources().size() > before) {
      bytes += Sources.bytes(source.resource());
    }
    source.resource().seen(nowNanos);
    return source;
  }

  /** The lengths of the keys that batches are asked for. */
  long keyLengthsAsked() {
    return keys.keyLengthsAsked();
  }

  private Series series(SpanBatch batch, int row, Source source, long epochNanos) {
    int length = source.isOverflow() ? KeyWriter.TOO_LONG : keys.write(batch, row, source);
    return series(length, source, epochNanos);
  }

  /**
   * @param length how long the key is that was written
   */
  private Series series(int length, Source source, long epochNanos) {
    if (length != KeyWriter.TOO_LONG) {
      Series known = find(length);
      if (known != null) {
        return known;
      }
      if (source.resource().seriesCount() < seriesMax && bytes < bytesMax) {
        return add(keys.bytes(), length, source.resource(), epochNanos);
      }
    }
    overflowSpans++;
    System.arraycopy(source.prefix(), 0, overflowKey, 0, Dimensions.RESOURCE_BYTES);
    int hash = keys.hash(overflowKey, Dimensions.RESOURCE_BYTES);
    Series known = table.find(overflowKey, Dimensions.RESOURCE_BYTES, hash);
    return known == null
        ? add(overflowKey, Dimensions.RESOURCE_BYTES, source.resource(), epochNanos)
        : known;
  }

  private @Nullable Series find(int length) {
    return table.find(keys.bytes(), length, keys.hash(keys.bytes(), length));
  }

  private Series add(byte[] from, int length, Resource resource, long epochNanos) {
    int hash = keys.hash(from, length);
    byte[] key = Arrays.copyOf(from, length);
    Series series = new Series(key, hash, resource, isUtf8(key), durations);
    series.startEpochNanos = epochNanos;
    table.add(series);
    resource.add(series);
    bytes += bytes(series);
    return series;
  }

  private long bytes(Series series) {
    long recent = candidates == null ? 0 : Integer.BYTES * (long) durations.buckets();
    long exemplars = series.bucketExemplars == null ? 0 : exemplarBytes();
    return durations.seriesBytes() + recent + exemplars + series.key.length;
  }

  /** Of a series of which a span was kept. */
  private long exemplarBytes() {
    return Exemplars.bytes(exemplarsMax) + Exemplars.bytes(durations.buckets());
  }

  /** Lengths are no text, so this may say no where it is yes, which costs time and nothing else. */
  private static boolean isUtf8(byte[] key) {
    int from = Math.min(key.length, Dimensions.RESOURCE_BYTES);
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key, from, key.length - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The lock is the caller's. */
  List<Resource> resources() {
    return sources.resources();
  }

  /**
   * Takes a series out that stands behind {@code before} in its resource. The lock is the caller's.
   */
  void remove(@Nullable Series before, Series series) {
    table.remove(series);
    series.resource.remove(before, series);
    bytes -= bytes(series);
    removals++;
  }

  /**
   * Ends what a walk over all series has left over: resources without any, and those seen longest
   * ago if there is no room for new ones. The lock is the caller's.
   *
   * @param idleNanos monotonic time; only what was not seen since then is taken
   * @param onEnded told of series that end with their resources
   */
  void dropIdle(long idleNanos, Consumer<Series> onEnded) {
    for (Resource resource : sources.idle(idleNanos)) {
      for (Series series = resource.first(); series != null; series = resource.first()) {
        remove(null, series);
        onEnded.accept(series);
      }
    }
    bytes -= sources.dropEmpty();
  }

  /** How many series there are. Any thread. */
  synchronized int size() {
    return table.size();
  }

  /** How many spans, or events, were counted in overflow series. Any thread. */
  synchronized long overflowSpans() {
    return overflowSpans;
  }

  /** How many series were taken out. Any thread. */
  synchronized long removals() {
    return removals;
  }
}
