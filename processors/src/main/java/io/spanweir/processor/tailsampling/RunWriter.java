package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.log.LogBytes;
import io.spanweir.core.log.SpanLog;
import java.util.Arrays;

/**
 * Puts the spans that one trace has in a batch into the log: a run for each scope they stand in, or
 * more where one would not fit a segment. Remembers per batch which context of the log's head
 * stands for which scope. Single-threaded.
 */
final class RunWriter {
  private static final int UNHASHED = 0;

  private final SpanLog log;
  private final TraceTable table;
  private final Arrivals arrivals;
  private byte[] context = new byte[1024];
  private long[] hashes = new long[16];
  private int[] refs = new int[16];
  private long[] refStamps = new long[16];
  private SpanBatch batch;
  private int[] rows = new int[64];

  @SuppressWarnings("NullAway") // begin() comes before everything else
  RunWriter(SpanLog log, TraceTable table, Arrivals arrivals) {
    this.log = log;
    this.table = table;
    this.arrivals = arrivals;
  }

  /** Turns to a batch. */
  void begin(SpanBatch next) {
    batch = next;
    int scopes = next.scopes().size();
    if (scopes > refs.length) {
      int size = Integer.highestOneBit(scopes) * 2;
      hashes = new long[size];
      refs = new int[size];
      refStamps = new long[size];
    }
    for (int s = 0; s < scopes; s++) {
      refStamps[s] = -1;
      hashes[s] = UNHASHED;
    }
  }

  /** Bytes of all contexts of a batch, each once. */
  long contextBytes(SpanBatch of) {
    long bytes = 0;
    for (int s = 0; s < of.scopes().size(); s++) {
      bytes += SpanLog.frameBytes(contextBytes(of, s));
    }
    return bytes;
  }

  /**
   * Writes a group of spans as runs of a trace.
   *
   * @param groups leads from the first row to the others
   * @return how many spans did not fit, from the end of the group; 0 usually
   */
  int write(int tableRow, TraceGroups groups, int firstRow, int arrival) {
    SpanIndex index = batch.index();
    int row = firstRow;
    while (row >= 0) {
      int scope = index.scope(row);
      int max = log.runBytesMax(contextBytes(scope));
      int count = 0;
      int bytes = 0;
      int at = row;
      while (at >= 0
          && index.scope(at) == scope
          && (count == 0 || bytes + index.length(at) <= max)) {
        push(count++, at);
        bytes += index.length(at);
        at = groups.next(at);
      }
      if (!writeRun(tableRow, scope, count, bytes, arrival)) {
        return remaining(groups, row);
      }
      row = at;
    }
    return 0;
  }

  private void push(int at, int row) {
    if (at == rows.length) {
      rows = Arrays.copyOf(rows, at * 2);
    }
    rows[at] = row;
  }

  private static int remaining(TraceGroups groups, int row) {
    int count = 0;
    for (int at = row; at >= 0; at = groups.next(at)) {
      count++;
    }
    return count;
  }

  private boolean writeRun(int tableRow, int scope, int count, int bytes, int arrival) {
    if (!log.ensureRoom(contextBytes(scope), bytes)) {
      return false;
    }
    int ref = contextRef(scope);
    int address = log.openRun(bytes, table.head(tableRow), ref, arrival);
    writeRows(count);
    int frame = log.closeRun();
    arrivals.add(arrival);
    table.addRun(tableRow, address, frame, log);
    return true;
  }

  /** Rows that lie side by side, as those of one trace mostly do, are one copy. */
  private void writeRows(int count) {
    SpanIndex index = batch.index();
    for (int i = 0; i < count; ) {
      int row = rows[i];
      int chunk = index.chunk(row);
      int end = index.end(row);
      for (i++; i < count && index.offset(rows[i]) == end && index.chunk(rows[i]) == chunk; i++) {
        end = index.end(rows[i]);
      }
      log.write(batch.rowBytes(row), index.offset(row), end - index.offset(row));
    }
  }

  private int contextBytes(int scope) {
    return contextBytes(batch, scope);
  }

  private static int contextBytes(SpanBatch of, int scope) {
    return of.resources().itemBytes(of.scopeResource(scope)) + of.scopes().itemBytes(scope);
  }

  private int contextRef(int scope) {
    if (refStamps[scope] == log.headStamp()) {
      return refs[scope];
    }
    int length = contextBytes(scope);
    if (length > context.length) {
      context = new byte[Integer.highestOneBit(length) * 2];
    }
    int resource = batch.scopeResource(scope);
    int resourceBytes = batch.copyItem(batch.resources(), resource, context, 0);
    batch.copyItem(batch.scopes(), scope, context, resourceBytes);
    if (hashes[scope] == UNHASHED) {
      hashes[scope] = LogBytes.hash(context, 0, length);
    }
    int ref = log.findContext(hashes[scope], context, 0, resourceBytes, length);
    if (ref == 0) {
      ref = log.addContext(hashes[scope], context, 0, resourceBytes, length);
    }
    refs[scope] = ref;
    refStamps[scope] = log.headStamp();
    return ref;
  }
}
