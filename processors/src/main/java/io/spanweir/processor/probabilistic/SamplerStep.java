package io.spanweir.processor.probabilistic;

import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.processor.passing.BatchStep;
import io.spanweir.processor.probabilistic.ProbabilisticSamplerConfig.Mode;
import java.nio.charset.StandardCharsets;

/**
 * Leaves the rows that are sampled, with the threshold that they were sampled at in {@code ot=th}
 * of their trace state. A row is sampled if its 56 bits of randomness reach the threshold.
 *
 * <ul>
 *   <li>{@code hash_seed}: randomness is made of a hash of the trace id, whose 14 lower bits
 *       decide, and leaves as {@code rv}. A span that has {@code th} or {@code rv} can't be judged.
 *   <li>{@code proportional}: the share of what came; {@code equalizing}: the share of all there
 *       was, or the span's own threshold if that is stricter. Randomness is {@code rv}, or the
 *       trace id's. A span that doesn't reach the threshold which it says it was sampled at can't
 *       be judged.
 * </ul>
 *
 * <p>What can't be judged is dropped, or kept, as {@code fail_closed} says. Compared with the
 * Collector's decisions and trace states (contrib 0.155) span by span.
 */
final class SamplerStep implements BatchStep {
  private static final byte[] PRIORITY = "sampling.priority".getBytes(StandardCharsets.UTF_8);
  private static final KeyQuestion PRIORITY_KEY = new KeyQuestion(PRIORITY);
  private static final int BUCKETS = 1 << 14;
  private static final int BUCKET_SHIFT = 42;
  private static final int REST_SHIFT = 18;
  private static final long RANDOM_BITS = Thresholds.ALL - 1;

  private final ProbabilisticSamplerConfig config;
  private final boolean hashes;
  private final double share;
  private final long threshold;
  private final AttributeCursor cursor = new AttributeCursor();
  private final OtState state = new OtState();
  private final StateRewriter rewriter;

  /** Of the row that is looked at: its randomness, and the threshold that it has to reach. */
  private long random;

  private long needed;
  private boolean writable;

  SamplerStep(ProbabilisticSamplerConfig config, ChunkPool pool) {
    this.config = config;
    hashes = config.mode() == Mode.HASH_SEED;
    rewriter = new StateRewriter(state, pool);
    float percentage = (float) config.samplingPercentage();
    long bucketsKept = Math.min(BUCKETS, (long) (percentage * (BUCKETS / 100f)));
    share = (double) percentage / 100;
    threshold =
        hashes
            ? (BUCKETS - bucketsKept) << BUCKET_SHIFT
            : Thresholds.of(share, config.samplingPrecision());
  }

  /** Every row may get a trace state. */
  @Override
  public long bytesOut(int spans, long bytes) {
    return bytes + (long) spans * StateRewriter.ADDED_MAX;
  }

  @Override
  public long keyLengthsAsked() {
    return PRIORITY_KEY.lengths();
  }

  @Override
  public boolean apply(SpanBatch batch) {
    rewriter.begin();
    SpanIndex index = batch.index();
    int kept = 0;
    for (int row = 0; row < batch.size(); row++) {
      if (isKept(batch, row)) {
        if (writable && !write(batch, row)) {
          return false;
        }
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
    writable = rewriter.of(batch, row);
    if (hashes) {
      judgeByHash(index.traceIdHigh(row), index.traceIdLow(row));
    } else {
      judge(index.traceIdLow(row));
    }
    double priority = PRIORITY_KEY.mayBeIn(index, row) ? priority(batch, row) : -1;
    if (priority == 0) {
      return false;
    }
    needed = priority > 0 ? 0 : needed;
    return random >= needed;
  }

  private long unjudged() {
    return config.failClosed() ? Thresholds.ALL : 0;
  }

  private void judgeByHash(long idHigh, long idLow) {
    writable &= state.threshold() < 0 && state.randomness() < 0;
    needed = writable ? threshold : unjudged();
    int hash = Thresholds.hash((int) config.hashSeed(), idHigh, idLow);
    long bucket = hash & (BUCKETS - 1L);
    long rest = Integer.toUnsignedLong(hash >>> REST_SHIFT);
    random = (BUCKETS - 1L - bucket) << BUCKET_SHIFT | (rest ^ rest << 10) << 14 | bucket;
  }

  private void judge(long idLow) {
    random = state.randomness() < 0 ? idLow & RANDOM_BITS : state.randomness();
    long before = state.threshold();
    if (!writable || before > random) {
      state.forgetThreshold();
      needed = unjudged();
    } else if (before < 0) {
      needed = threshold;
    } else if (config.mode() == Mode.EQUALIZING) {
      needed = Math.max(threshold, before);
    } else {
      double both = share * Thresholds.probability(before);
      needed = Thresholds.of(Math.min(both, 1), config.samplingPrecision());
    }
  }

  /** A threshold is never lowered: what was not there can't be sampled. */
  private boolean write(SpanBatch batch, int row) {
    long said = Math.max(needed, state.threshold());
    return rewriter.write(batch, row, said, hashes && share > 0 ? random : -1);
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
