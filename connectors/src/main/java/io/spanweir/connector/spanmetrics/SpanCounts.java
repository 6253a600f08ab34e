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
 * All series, with the lock that guards them: taken once for a batch, and for a moment by whoever
 * reads. Bounded in series for each resource, in resources, and in bytes; spans past a bound count
 * in the overflow series of their resource, or of all resources together.
 */
final class SpanCounts {
  private final Durations durations;
  private final KeyWriter keys;
  private final Sources sources;
  private final SeriesTable table = new SeriesTable();
  private final int seriesMax;
  private final int exemplarsMax;
  private final long bytesMax;
  private long bytes;
  private long overflowSpans;
  private long removals;

  /**
   * @param bytesMax what all series may take up, about
   * @param seed of hashes
   */
  SpanCounts(SpanMetricsConfig config, Dimensions dimensions, long bytesMax, long seed) {
    durations = new Durations(config);
    keys = new KeyWriter(dimensions, seed);
    sources = new Sources(config, dimensions);
    seriesMax =
        config.aggregationCardinalityLimit() == 0
            ? Integer.MAX_VALUE
            : config.aggregationCardinalityLimit();
    exemplarsMax = config.exemplars().enabled() ? config.exemplars().maxPerDataPoint() : 0;
    this.bytesMax = bytesMax;
  }

  Durations durations() {
    return durations;
  }

  /** Counts all spans of a batch, which stays its owner's. Any thread. */
  synchronized void count(SpanBatch batch, long nowNanos, long epochNanos) {
    SpanIndex index = batch.index();
    Source source = null;
    int scope = -1;
    for (int row = 0; row < index.size(); row++) {
      if (source == null || index.scope(row) != scope) {
        scope = index.scope(row);
        source = source(batch, batch.scopeResource(scope), nowNanos);
      }
      Series series = series(batch, row, source, epochNanos);
      series.lastSeenNanos = nowNanos;
      durations.count(series, index.startNanos(row), index.endNanos(row));
    }
  }

  /** Remembers kept spans as exemplars of their series, where those are there. Any thread. */
  synchronized void keepExamples(SpanBatch batch) {
    SpanIndex index = batch.index();
    for (int row = 0; row < index.size(); row++) {
      Source source = sources.of(batch, batch.scopeResource(index.scope(row)), false);
      int length = source.isOverflow() ? KeyWriter.TOO_LONG : keys.write(batch, row, source);
      Series series =
          length == KeyWriter.TOO_LONG ? null : table.find(keys.bytes(), length, keys.hash(length));
      if (series != null) {
        keepExample(series, index, row);
      }
    }
  }

  private void keepExample(Series series, SpanIndex index, int row) {
    Exemplars exemplars = series.exemplars;
    if (exemplars == null) {
      exemplars = new Exemplars(exemplarsMax);
      series.exemplars = exemplars;
    }
    exemplars.add(
        index.traceIdHigh(row),
        index.traceIdLow(row),
        index.spanId(row),
        Durations.nanos(index.startNanos(row), index.endNanos(row)),
        index.endNanos(row));
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

  private Series series(SpanBatch batch, int row, Source source, long epochNanos) {
    int length = source.isOverflow() ? KeyWriter.TOO_LONG : keys.write(batch, row, source);
    if (length != KeyWriter.TOO_LONG) {
      int hash = keys.hash(length);
      Series known = table.find(keys.bytes(), length, hash);
      if (known != null) {
        return known;
      }
      if (source.resource().seriesCount() < seriesMax && bytes < bytesMax) {
        return add(length, hash, source.resource(), epochNanos);
      }
    }
    overflowSpans++;
    int overflow = keys.writeOverflow(source);
    int hash = keys.hash(overflow);
    Series known = table.find(keys.bytes(), overflow, hash);
    return known == null ? add(overflow, hash, source.resource(), epochNanos) : known;
  }

  private Series add(int length, int hash, Resource resource, long epochNanos) {
    byte[] key = Arrays.copyOf(keys.bytes(), length);
    Series series = new Series(key, hash, resource, isUtf8(key), durations);
    series.startEpochNanos = epochNanos;
    table.add(series);
    resource.add(series);
    bytes += bytes(series);
    return series;
  }

  private long bytes(Series series) {
    return durations.seriesBytes() + Exemplars.bytes(exemplarsMax) + series.key.length;
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

  /** How many spans were counted in overflow series. Any thread. */
  synchronized long overflowSpans() {
    return overflowSpans;
  }

  /** How many series were taken out. Any thread. */
  synchronized long removals() {
    return removals;
  }
}
