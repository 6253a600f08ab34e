package io.spanweir.processor.probabilistic;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;
import io.spanweir.core.otlp.SpanFacts;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.processor.passing.EditedBytes;
import java.util.Arrays;

/**
 * Finds the trace state of a row and writes the row anew with another, into a chunk that is the
 * batch's own. Reusable, single-threaded; allocates nothing but chunks.
 */
final class StateRewriter {
  /** At most how many bytes a row becomes longer. */
  static final int ADDED_MAX = 64;

  private static final int TAG = OtlpFields.SPAN_TRACE_STATE;
  private static final byte[] NOTHING = {};

  private final OtState state;
  private final EditedBytes edited;
  private final SpanFacts facts = new SpanFacts();
  private byte[] written = new byte[256];
  private byte[] bytes = NOTHING;
  private int from;
  private int to;
  private int stateFrom;
  private int stateTo;
  private int insertAt;
  private int stateFields;

  StateRewriter(OtState state, ChunkPool pool) {
    this.state = state;
    edited = new EditedBytes(pool);
  }

  void begin() {
    edited.begin();
  }

  /** Aims at a row. @return false if its trace state can't be read */
  boolean of(SpanBatch batch, int row) {
    bytes = batch.rowBytes(row);
    from = batch.index().bodyOffset(row);
    to = batch.index().end(row);
    stateFrom = from;
    stateTo = from;
    insertAt = -1;
    stateFields = 0;
    for (int at = from; at < to; ) {
      int tag = WireReader.value(WireReader.tag(bytes, at, to));
      int body = WireReader.next(WireReader.tag(bytes, at, to));
      int after = WireReader.skip(tag, bytes, body, to);
      if (tag == TAG) {
        stateFrom = WireReader.next(WireReader.length(bytes, body, to));
        stateTo = after;
        stateFields += after - at;
      }
      if (insertAt < 0 && Integer.compareUnsigned(tag, TAG) >= 0) {
        insertAt = at;
      }
      at = after;
    }
    insertAt = insertAt < 0 ? to : insertAt;
    return state.of(bytes, stateFrom, stateTo);
  }

  /**
   * Gives the row a threshold, and randomness if it is not negative.
   *
   * @return false if there is no memory for it
   */
  boolean write(SpanBatch batch, int row, long threshold, long random) {
    int most = stateTo - stateFrom + ADDED_MAX;
    if (written.length < most) {
      written = new byte[2 * most];
    }
    int length = state.write(written, 0, threshold, random);
    if (isAsItWas(length)) {
      return true;
    }
    long body = (long) to - from - stateFields + OtlpWriter.fieldSize(TAG, length);
    Chunk chunk = edited.room(batch, OtlpWriter.fieldSize(OtlpFields.SCOPE_SPANS_SPANS, body));
    if (chunk == null) {
      return false;
    }
    byte[] target = chunk.bytes();
    int at = chunk.length();
    int begin = OtlpWriter.writeHead(target, at, OtlpFields.SCOPE_SPANS_SPANS, (int) body);
    int pos = copy(from, insertAt, target, begin);
    pos = OtlpWriter.writeHead(target, pos, TAG, length);
    System.arraycopy(written, 0, target, pos, length);
    int end = copy(insertAt, to, target, pos + length);
    chunk.length(end);
    point(batch.index(), row, at, begin, end, target);
    return true;
  }

  private boolean isAsItWas(int length) {
    return Arrays.equals(bytes, stateFrom, stateTo, written, 0, length);
  }

  /** Copies what is no trace state. */
  private int copy(int begin, int end, byte[] target, int at) {
    int pos = at;
    int copied = begin;
    for (int field = begin; field < end; ) {
      int tag = WireReader.value(WireReader.tag(bytes, field, to));
      int after =
          WireReader.skip(tag, bytes, WireReader.next(WireReader.tag(bytes, field, to)), to);
      if (tag == TAG) {
        System.arraycopy(bytes, copied, target, pos, field - copied);
        pos += field - copied;
        copied = after;
      }
      field = after;
    }
    System.arraycopy(bytes, copied, target, pos, end - copied);
    return pos + end - copied;
  }

  private void point(SpanIndex index, int row, int at, int begin, int end, byte[] target) {
    index.place(row, edited.ordinal(), at, begin, end);
    try {
      facts.read(target, begin, end);
    } catch (MalformedException e) {
      // What was well formed at the door is so with another trace state.
      throw new IllegalStateException(e);
    }
    index.attributes(row, facts.attributesFrom(), facts.attributesTo());
    index.sketch(row, facts.sketch().keys(), facts.sketch().typed(), facts.sketch().pairs());
  }
}
