package io.spanweir.processor.probabilistic;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.AttributeSketch;
import io.spanweir.core.otlp.SpanReader;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.processor.passing.BatchStep;
import io.spanweir.processor.probabilistic.ProbabilisticSamplerConfig.Mode;
import java.nio.charset.StandardCharsets;

/**
 * Leaves the rows that are sampled. {@code hash_seed}: 14 bits of a hash of the trace id are below
 * the share of 2^14. Otherwise: 56 bits of randomness reach the threshold, which is that of the
 * share of what came (proportional) or the stricter one of the share's and that of the span
 * (equalizing). A threshold that the span's own randomness doesn't reach is taken for none.
 */
final class SamplerStep implements BatchStep {
  private static final byte[] PRIORITY = "sampling.priority".getBytes(StandardCharsets.UTF_8);
  private static final long PRIORITY_KEY = AttributeSketch.key(PRIORITY);
  private static final int BUCKETS = 1 << 14;
  private static final long RANDOM_BITS = Thresholds.ALL - 1;

  private final ProbabilisticSamplerConfig config;
  private final int bucketsKept;
  private final double share;
  private final long threshold;
  private final AttributeCursor cursor = new AttributeCursor();
  private final SpanReader reader = new SpanReader();

  SamplerStep(ProbabilisticSamplerConfig config) {
    this.config = config;
    float percentage = (float) config.samplingPercentage();
    bucketsKept = (int) Math.min(BUCKETS, (long) (percentage * (BUCKETS / 100f)));
    share = (double) percentage / 100;
    threshold = Thresholds.of(share, config.samplingPrecision());
  }

  @Override
  public boolean apply(SpanBatch batch) {
    SpanIndex index = batch.index();
    int kept = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (isKept(batch, row)) {
        if (kept < row) {
          index.moveRow(row, kept);
        }
        kept++;
      }
    }
    index.truncate(kept);
    return true;
  }

  private boolean isKept(SpanBatch batch, int row) {
    SpanIndex index = batch.index();
    if ((index.keys(row) & PRIORITY_KEY) != 0) {
      double priority = priority(batch, row);
      if (priority >= 0) {
        return priority > 0;
      }
    }
    return config.mode() == Mode.HASH_SEED
        ? byHash(index.traceIdHigh(row), index.traceIdLow(row))
        : byRandomness(reader.of(batch, row).traceState(), index.traceIdLow(row));
  }

  private boolean byHash(long idHigh, long idLow) {
    int bucket = Thresholds.hash((int) config.hashSeed(), idHigh, idLow) & (BUCKETS - 1);
    return bucket < bucketsKept;
  }

  private boolean byRandomness(String traceState, long idLow) {
    OtState state = traceState.isEmpty() ? OtState.NONE : OtState.of(traceState);
    if (state == null) {
      return !config.failClosed();
    }
    long random = state.randomness() < 0 ? idLow & RANDOM_BITS : state.randomness();
    long before = state.threshold() > random ? -1 : state.threshold();
    long needed = threshold;
    if (before >= 0 && config.mode() == Mode.EQUALIZING) {
      needed = Math.max(threshold, before);
    } else if (before >= 0) {
      double both = share * Thresholds.probability(before);
      needed = Thresholds.of(Math.min(both, 1), config.samplingPrecision());
    }
    return random >= needed;
  }

  /** What {@code sampling.priority} says; negative for nothing. */
  private double priority(SpanBatch batch, int row) {
    cursor.ofSpan(batch, row);
    while (cursor.next()) {
      if (cursor.keyEquals(PRIORITY)) {
        return number(cursor.value());
      }
    }
    return -1;
  }

  private static double number(ValueReader value) {
    return switch (value.type()) {
      case INT -> (double) value.intValue();
      case DOUBLE -> value.doubleValue();
      case STRING -> parse(value.length() > 64 ? "" : value.text());
      default -> -1;
    };
  }

  private static double parse(String text) {
    boolean decimal = text.matches("[+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    return decimal ? Double.parseDouble(text) : -1;
  }
}
