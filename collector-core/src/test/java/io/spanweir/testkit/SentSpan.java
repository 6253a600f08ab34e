package io.spanweir.testkit;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A span as bytes, to compare what went in with what came out. Equal when ids and all bytes are.
 *
 * @param span the {@code Span} message without tag and length
 * @param resource every field of its {@code ResourceSpans} but the scopes
 * @param scope every field of its {@code ScopeSpans} but the spans
 */
public record SentSpan(
    long traceIdHigh,
    long traceIdLow,
    long spanId,
    ByteBuffer span,
    ByteBuffer resource,
    ByteBuffer scope) {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** A span of which only the ids are known. */
  public static SentSpan named(long traceIdHigh, long traceIdLow, long spanId) {
    return new SentSpan(traceIdHigh, traceIdLow, spanId, NOTHING, NOTHING, NOTHING);
  }

  /** Copies every row of a batch, which stays its owner's. */
  public static List<SentSpan> of(SpanBatch batch) {
    SpanIndex index = batch.index();
    List<SentSpan> spans = new ArrayList<>(index.size());
    for (int row = 0; row < index.size(); row++) {
      int scope = index.scope(row);
      int from = index.bodyOffset(row);
      byte[] body = new byte[index.end(row) - from];
      System.arraycopy(batch.rowBytes(row), from, body, 0, body.length);
      spans.add(
          new SentSpan(
              index.traceIdHigh(row),
              index.traceIdLow(row),
              index.spanId(row),
              ByteBuffer.wrap(body),
              item(batch, batch.resources(), batch.scopeResource(scope)),
              item(batch, batch.scopes(), scope)));
    }
    return spans;
  }

  private static ByteBuffer item(SpanBatch batch, Slices from, int item) {
    byte[] bytes = new byte[from.itemBytes(item)];
    batch.copyItem(from, item, bytes, 0);
    return ByteBuffer.wrap(bytes);
  }

  /** The id as text: a span is sent once under it, unless a test sends it again. */
  public String key() {
    return String.format("%016x%016x/%016x", traceIdHigh, traceIdLow, spanId);
  }

  @Override
  public String toString() {
    return key();
  }
}
