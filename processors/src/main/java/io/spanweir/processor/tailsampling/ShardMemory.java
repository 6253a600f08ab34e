package io.spanweir.processor.tailsampling;

import io.spanweir.core.log.SegmentPool;
import io.spanweir.core.log.SpanLog;

/**
 * Keeps the processor's admission and the pool of segments told about what one shard holds: the
 * live bytes of its log, its traces, the memory of its tables. Said once per turn, not per span.
 * Single-threaded.
 */
final class ShardMemory {
  /**
   * What an open trace takes up beside its bytes: a row of 64, and a slot of 8 in a table that is
   * half full.
   */
  static final long TRACE_BYTES = 88;

  private final Admission admission;
  private final SegmentPool segments;
  private final SpanLog log;
  private final TraceTable table;
  private long bytesSaid;
  private long tracesSaid;
  private long tableBytesSaid;

  ShardMemory(Admission admission, SegmentPool segments, SpanLog log, TraceTable table) {
    this.admission = admission;
    this.segments = segments;
    this.log = log;
    this.table = table;
  }

  /** Says what has changed. */
  void report() {
    long traces = table.size();
    long bytes = log.liveBytes() + traces * TRACE_BYTES;
    if (bytes != bytesSaid || traces != tracesSaid) {
      admission.held(bytes - bytesSaid, traces - tracesSaid);
      bytesSaid = bytes;
      tracesSaid = traces;
    }
    // What every shard has, however little it holds, is the fixed part of the process.
    long tableBytes = Math.max(0, table.allocatedBytes() - TraceTable.BYTES_AT_FIRST);
    if (tableBytes != tableBytesSaid) {
      segments.alsoUsed(tableBytes - tableBytesSaid);
      tableBytesSaid = tableBytes;
    }
  }
}
