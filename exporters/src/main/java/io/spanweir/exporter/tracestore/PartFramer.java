package io.spanweir.exporter.tracestore;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.OtlpWriter;

/**
 * Writes some rows of a batch as {@code TracesData}, in the order given: rows that follow each
 * other in one scope share its envelope. One thread.
 */
final class PartFramer {
  private byte[] bytes = new byte[16_384];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /**
   * @param rows of the batch; the first {@code count} count
   */
  void frame(SpanBatch batch, int[] rows, int count) {
    length = 0;
    int from = 0;
    while (from < count) {
      int scope = batch.index().scope(rows[from]);
      int to = from + 1;
      while (to < count && batch.index().scope(rows[to]) == scope) {
        to++;
      }
      scope(batch, scope, rows, from, to);
      from = to;
    }
  }

  private void scope(SpanBatch batch, int scope, int[] rows, int from, int to) {
    int resource = batch.scopeResource(scope);
    int scopeBytes = batch.scopes().itemBytes(scope);
    for (int i = from; i < to; i++) {
      scopeBytes = Math.addExact(scopeBytes, batch.index().length(rows[i]));
    }
    long resourceBytes =
        batch.resources().itemBytes(resource)
            + OtlpWriter.fieldSize(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, scopeBytes);
    room(OtlpWriter.fieldSize(OtlpFields.TRACES_RESOURCE_SPANS, resourceBytes));
    int at = length;
    at =
        OtlpWriter.writeHead(
            bytes, at, OtlpFields.TRACES_RESOURCE_SPANS, Math.toIntExact(resourceBytes));
    at += batch.copyItem(batch.resources(), resource, bytes, at);
    at = OtlpWriter.writeHead(bytes, at, OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, scopeBytes);
    at += batch.copyItem(batch.scopes(), scope, bytes, at);
    for (int i = from; i < to; i++) {
      int rowBytes = batch.index().length(rows[i]);
      System.arraycopy(batch.rowBytes(rows[i]), batch.index().offset(rows[i]), bytes, at, rowBytes);
      at += rowBytes;
    }
    length = at;
  }

  private void room(long more) {
    long needed = length + more;
    if (needed > bytes.length) {
      byte[] larger = new byte[Math.toIntExact(Math.min(Integer.MAX_VALUE - 8, needed * 2))];
      System.arraycopy(bytes, 0, larger, 0, length);
      bytes = larger;
    }
  }
}
