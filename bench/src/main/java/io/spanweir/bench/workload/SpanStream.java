package io.spanweir.bench.workload;

import java.util.function.LongConsumer;

/**
 * The endless row of spans that requests are cut from.
 *
 * <p>A trace goes out in four fragments of 3, 3, 2 and 2 spans, each {@code gap} traces behind the
 * one before it. Step {@code s} of the stream is the first fragment of trace {@code s}, the second
 * of trace {@code s - gap} and so on: ten spans a step once the stream is full. Whatever the batch,
 * a request is the next so many spans. As a position is one number, the spans of any earlier
 * request can be walked again.
 *
 * <p>The stream ends evenly: {@link #stop} lets a whole number of requests finish the traces that
 * were begun.
 */
public final class SpanStream {
  private static final int[] FRAGMENT_OF_OFFSET = {0, 0, 0, 1, 1, 1, 2, 2, 3, 3};
  private static final int STEP = TraceModel.SPANS_PER_TRACE;
  private static final int FRAGMENTS = 4;

  /** More steps than a run has. */
  private static final long FAR = 1L << 48;

  private final int gap;

  /** The first step, and by how much a step's number is past that of the trace it begins. */
  private final long origin;

  private final long shift;
  private long limit;
  private long step;
  private int offset;
  private long trace;

  /**
   * Starts a stream.
   *
   * @param gap traces between two fragments of one trace
   */
  public SpanStream(int gap) {
    this(gap, 0, 0, Long.MAX_VALUE, 0);
  }

  /**
   * Starts a stream beside another one of the same run: its traces have the numbers behind the
   * other's, its positions are none of the other's.
   *
   * @param traces how many the other has
   */
  public static SpanStream beside(int gap, long traces) {
    return new SpanStream(gap, FAR, FAR - traces, Long.MAX_VALUE, FAR * STEP);
  }

  /** Whether a position is of a stream that was started beside another. */
  static boolean isBeside(long position) {
    return position >= FAR * STEP;
  }

  private SpanStream(int gap, long origin, long shift, long limit, long position) {
    this.gap = gap;
    this.origin = origin;
    this.shift = shift;
    this.limit = limit;
    step = position / STEP;
    offset = (int) (position % STEP);
    skipAbsent();
  }

  /** Returns the position of the span that {@link #trace} and {@link #index} name. */
  public long position() {
    return step * STEP + offset;
  }

  public long trace() {
    return trace;
  }

  /** Returns the place in its trace of the current span: 9 goes out first, the root last. */
  public int index() {
    return STEP - 1 - offset;
  }

  public boolean exhausted() {
    return step - (FRAGMENTS - 1L) * gap >= limit;
  }

  public void advance() {
    next();
    skipAbsent();
  }

  /** Returns a stream over the same spans that stands at an earlier position. */
  public SpanStream at(long position) {
    return new SpanStream(gap, origin, shift, limit, position);
  }

  /**
   * Begins no trace after the next multiple of what makes whole requests.
   *
   * @param batch spans of a request
   * @return how many traces the run has in all, those of the stream that this one is beside
   *     included
   */
  public long stop(int batch) {
    long unit = batch / gcd(batch, STEP);
    limit = origin + ((step - origin) / unit + 1) * unit;
    return limit - shift;
  }

  /** Names the traces of the next spans, and advances. */
  void forEach(int spans, LongConsumer eachTrace) {
    for (int i = 0; i < spans; i++) {
      eachTrace.accept(trace);
      advance();
    }
  }

  private void next() {
    offset++;
    if (offset == STEP) {
      offset = 0;
      step++;
    }
  }

  private void skipAbsent() {
    while (!exhausted()) {
      long begun = step - (long) FRAGMENT_OF_OFFSET[offset] * gap;
      if (begun >= origin && begun < limit) {
        trace = begun - shift;
        return;
      }
      next();
    }
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
