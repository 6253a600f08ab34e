package io.spanweir.testkit;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    @Nullable ByteBuffer[] scopes = new ByteBuffer[batch.scopes().size()];
    @Nullable ByteBuffer[] resources = new ByteBuffer[batch.resources().size()];
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
              item(batch, batch.resources(), batch.scopeResource(scope), resources),
              item(batch, batch.scopes(), scope, scopes)));
    }
    return spans;
  }

  /** Spans of one scope have one copy of it. */
  private static ByteBuffer item(
      SpanBatch batch, Slices from, int item, @Nullable ByteBuffer[] known) {
    ByteBuffer copy = known[item];
    if (copy == null) {
      byte[] bytes = new byte[from.itemBytes(item)];
      batch.copyItem(from, item, bytes, 0);
      copy = ByteBuffer.wrap(bytes);
      known[item] = copy;
    }
    return copy;
  }

  /** The id as text: a span is sent once under it, unless a test sends it again. */
  public String key() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(traceIdHigh)
        + hex.toHexDigits(traceIdLow)
        + "/"
        + hex.toHexDigits(spanId);
  }

  @Override
  public String toString() {
    return key();
  }
}
