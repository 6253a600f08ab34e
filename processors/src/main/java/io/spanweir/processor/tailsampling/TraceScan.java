package io.spanweir.processor.tailsampling;

import io.spanweir.core.log.SpanLog;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.SpanFacts;
import io.spanweir.core.otlp.WireReader;
import java.util.Arrays;

/**
 * Reads what the log holds of a trace once more: its predicate bits, which are a cache of its
 * bytes, and whose a run is. Cold: after a change of policies, and while a segment is emptied.
 * Single-threaded.
 */
final class TraceScan {
  private final TraceTable table;
  private final SpanLog log;
  private final SpanFacts facts = new SpanFacts();
  private byte[] scratch = new byte[1024];

  TraceScan(TraceTable table, SpanLog log) {
    this.table = table;
    this.log = log;
  }

  /**
   * The answers to predicates that a row's word does not hold, from the bytes of the trace.
   *
   * @param words are set to them
   */
  void wide(int row, SpanMatcher matcher, long[] words) {
    Arrays.fill(words, 0);
    matcher.answers().collect(words);
    try {
      bits(row, matcher);
    } finally {
      matcher.answers().collect(null);
    }
  }

  /** The predicate bits of a trace, from its bytes. */
  long bits(int row, SpanMatcher matcher) {
    long bits = 0;
    for (int run = table.head(row); run != SpanLog.NONE; run = log.link(run)) {
      int contextBytes = log.contextLength(run);
      int length = log.length(run);
      ensureScratch(Math.max(contextBytes, length));
      log.readContext(run, scratch, 0);
      bits |= matcher.ofResource(scratch, 0, log.contextResourceLength(run));
      log.read(run, scratch, 0);
      bits |= ofRun(matcher, length);
    }
    return bits;
  }

  private long ofRun(SpanMatcher matcher, int length) {
    long bits = 0;
    for (int at = 0; at < length; ) {
      long body = SpanRuns.body(scratch, at, length);
      int from = WireReader.next(body);
      int to = from + WireReader.value(body);
      readFacts(from, to);
      bits |= matcher.ofStatus(facts.status());
      bits |= matcher.ofAttributes(scratch, facts.attributesFrom(), facts.attributesTo());
      bits |=
          matcher.ofFields(
              facts.flags(), scratch, from, facts.attributesFrom(), facts.attributesTo(), to);
      at = to;
    }
    return bits;
  }

  /** Lets the trace that still wants a run of a segment move what it has there. */
  void moveOwner(int run) {
    int length = log.length(run);
    ensureScratch(length);
    log.read(run, scratch, 0);
    long body = SpanRuns.body(scratch, 0, length);
    int from = WireReader.next(body);
    readFacts(from, from + WireReader.value(body));
    long idHigh = table.high(facts.traceIdHigh());
    int hash = table.hash(idHigh, facts.traceIdLow());
    int row = table.find(hash, idHigh, facts.traceIdLow());
    if (row != TraceTable.NONE && table.bytesIn(row, log.slot(run), log) > 0) {
      table.moveRuns(row, log.slot(run), log);
    }
  }

  private void readFacts(int from, int to) {
    try {
      facts.read(scratch, from, to);
    } catch (MalformedException e) {
      throw new IllegalStateException("the log holds a span that was indexed and can't be read", e);
    }
  }

  private void ensureScratch(int bytes) {
    if (bytes > scratch.length) {
      scratch = new byte[Integer.highestOneBit(bytes) * 2];
    }
  }
}
