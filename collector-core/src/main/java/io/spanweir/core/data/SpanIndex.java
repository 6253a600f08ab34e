package io.spanweir.core.data;

import java.util.Arrays;

/**
 * The facts of a batch's rows as primitive arrays: where the bytes of each span lie and what is
 * known of it without looking again. Not thread safe; owned with its {@link SpanBatch}.
 *
 * <p>A row's bytes are one {@code ScopeSpans.spans} field: tag and length from {@link #offset}, the
 * span message from {@link #bodyOffset}, both ending at {@link #end}. Written that way so that a
 * framer copies a row in one piece.
 */
public final class SpanIndex {
  private static final int ROWS_INITIAL = 64;

  private int size;
  private long keyLengths = -1;
  private long[] traceIdHigh = new long[ROWS_INITIAL];
  private long[] traceIdLow = new long[ROWS_INITIAL];
  private long[] spanId = new long[ROWS_INITIAL];
  private long[] parentSpanId = new long[ROWS_INITIAL];
  private long[] startNanos = new long[ROWS_INITIAL];
  private long[] endNanos = new long[ROWS_INITIAL];
  private long[] keys = new long[ROWS_INITIAL];
  private long[] typedKeys = new long[ROWS_INITIAL];
  private long[] pairs = new long[ROWS_INITIAL];
  private int[] offset = new int[ROWS_INITIAL];
  private int[] bodyOffset = new int[ROWS_INITIAL];
  private int[] end = new int[ROWS_INITIAL];
  private int[] attributesFrom = new int[ROWS_INITIAL];
  private int[] attributesTo = new int[ROWS_INITIAL];
  private int[] chunk = new int[ROWS_INITIAL];
  private int[] scope = new int[ROWS_INITIAL];
  private int[] flags = new int[ROWS_INITIAL];
  private byte[] status = new byte[ROWS_INITIAL];
  private byte[] kind = new byte[ROWS_INITIAL];

  SpanIndex() {}

  /** How many rows there are. */
  public int size() {
    return size;
  }

  void clear() {
    size = 0;
    keyLengths = -1;
  }

  int capacity() {
    return traceIdHigh.length;
  }

  /** Drops rows from the end until {@code rows} are left. */
  public void truncate(int rows) {
    size = rows;
  }

  /**
   * Moves a row to an earlier place, over what stands there: the first step of leaving rows out.
   */
  public void moveRow(int from, int to) {
    int rows = size;
    size = to;
    copyRow(this, from, chunk[from], scope[from]);
    size = rows;
  }

  /** Adds a row with its ids; the setters below fill the rest. @return its number */
  public int add(long idHigh, long idLow, long span, long parent) {
    int row = size;
    if (row == traceIdHigh.length) {
      grow();
    }
    size = row + 1;
    traceIdHigh[row] = idHigh;
    traceIdLow[row] = idLow;
    spanId[row] = span;
    parentSpanId[row] = parent;
    return row;
  }

  /** Where the row's bytes are: chunk ordinal, start of tag, start of message, end (exclusive). */
  public void place(int row, int chunkOrdinal, int tagOffset, int messageOffset, int endOffset) {
    chunk[row] = chunkOrdinal;
    offset[row] = tagOffset;
    bodyOffset[row] = messageOffset;
    end[row] = endOffset;
    attributesFrom[row] = messageOffset;
    attributesTo[row] = endOffset;
    sketch(row, -1, -1, -1);
  }

  /** Narrows down, after {@link #place}, where in the row's message fields hold its attributes. */
  public void attributes(int row, int from, int to) {
    attributesFrom[row] = from;
    attributesTo[row] = to;
  }

  /**
   * Says, before rows are added, that their sketches know nothing of attributes whose key has
   * another length: {@code KeyQuestion.lengths}.
   */
  public void tellsOnlyOf(long lengths) {
    keyLengths &= lengths;
  }

  /** Whether the sketches of all rows know of keys of these lengths: {@code KeyQuestion}. */
  public boolean tellsOf(long lengths) {
    return (lengths & ~keyLengths) == 0;
  }

  /** Says, after {@link #place}, which attributes the row can't have: {@code AttributeSketch}. */
  public void sketch(int row, long keySet, long typedKeySet, long pairSet) {
    keys[row] = keySet;
    typedKeys[row] = typedKeySet;
    pairs[row] = pairSet;
  }

  /** The row's times (ns since 1970, as sent, unsigned), status code, kind and flags as sent. */
  public void facts(
      int row, long start, long endTime, int statusCode, int spanKind, int spanFlags) {
    startNanos[row] = start;
    endNanos[row] = endTime;
    status[row] = (byte) statusCode;
    kind[row] = (byte) spanKind;
    flags[row] = spanFlags;
  }

  /** How many data points a metric has; they stand where a span has its flags. */
  public void points(int row, int dataPoints) {
    flags[row] = dataPoints;
  }

  /** How many data points a metric has. */
  public int points(int row) {
    return flags[row];
  }

  /** The ordinal of the row's scope, which knows its resource. */
  public void scope(int row, int scopeOrdinal) {
    scope[row] = scopeOrdinal;
  }

  void copyRow(SpanIndex from, int row, int chunkOrdinal, int scopeOrdinal) {
    int to =
        add(from.traceIdHigh[row], from.traceIdLow[row], from.spanId[row], from.parentSpanId[row]);
    place(to, chunkOrdinal, from.offset[row], from.bodyOffset[row], from.end[row]);
    attributes(to, from.attributesFrom[row], from.attributesTo[row]);
    sketch(to, from.keys[row], from.typedKeys[row], from.pairs[row]);
    keyLengths &= from.keyLengths;
    facts(
        to,
        from.startNanos[row],
        from.endNanos[row],
        from.status[row],
        from.kind[row],
        from.flags[row]);
    scope[to] = scopeOrdinal;
  }

  public long traceIdHigh(int row) {
    return traceIdHigh[row];
  }

  public long traceIdLow(int row) {
    return traceIdLow[row];
  }

  public long spanId(int row) {
    return spanId[row];
  }

  /** 0 for a root. */
  public long parentSpanId(int row) {
    return parentSpanId[row];
  }

  public long startNanos(int row) {
    return startNanos[row];
  }

  public long endNanos(int row) {
    return endNanos[row];
  }

  public int chunk(int row) {
    return chunk[row];
  }

  public int offset(int row) {
    return offset[row];
  }

  public int bodyOffset(int row) {
    return bodyOffset[row];
  }

  public int end(int row) {
    return end[row];
  }

  /** Where fields begin among which all attributes of the row are, and no others usually. */
  public int attributesFrom(int row) {
    return attributesFrom[row];
  }

  /** Where those fields end. */
  public int attributesTo(int row) {
    return attributesTo[row];
  }

  /** Hashes of the keys of all attributes, a set of 64: {@code AttributeSketch.keys}. */
  public long keys(int row) {
    return keys[row];
  }

  /** Hashes of the keys of all attributes that are no strings: {@code AttributeSketch.typed}. */
  public long typedKeys(int row) {
    return typedKeys[row];
  }

  /** Hashes of all attributes that are strings: {@code AttributeSketch.pairs}. */
  public long pairs(int row) {
    return pairs[row];
  }

  /** Bytes of the row with tag and length. */
  public int length(int row) {
    return end[row] - offset[row];
  }

  public int scope(int row) {
    return scope[row];
  }

  /**
   * {@code Status.code} as sent: 0 unset, 1 ok, 2 error; other values as they came, cut to a byte.
   */
  public int status(int row) {
    return status[row];
  }

  public int kind(int row) {
    return kind[row];
  }

  /** {@code Span.flags} as sent. */
  public int flags(int row) {
    return flags[row];
  }

  private void grow() {
    int rows = traceIdHigh.length * 2;
    traceIdHigh = Arrays.copyOf(traceIdHigh, rows);
    traceIdLow = Arrays.copyOf(traceIdLow, rows);
    spanId = Arrays.copyOf(spanId, rows);
    parentSpanId = Arrays.copyOf(parentSpanId, rows);
    startNanos = Arrays.copyOf(startNanos, rows);
    endNanos = Arrays.copyOf(endNanos, rows);
    keys = Arrays.copyOf(keys, rows);
    typedKeys = Arrays.copyOf(typedKeys, rows);
    pairs = Arrays.copyOf(pairs, rows);
    offset = Arrays.copyOf(offset, rows);
    bodyOffset = Arrays.copyOf(bodyOffset, rows);
    end = Arrays.copyOf(end, rows);
    attributesFrom = Arrays.copyOf(attributesFrom, rows);
    attributesTo = Arrays.copyOf(attributesTo, rows);
    chunk = Arrays.copyOf(chunk, rows);
    scope = Arrays.copyOf(scope, rows);
    flags = Arrays.copyOf(flags, rows);
    status = Arrays.copyOf(status, rows);
    kind = Arrays.copyOf(kind, rows);
  }
}
