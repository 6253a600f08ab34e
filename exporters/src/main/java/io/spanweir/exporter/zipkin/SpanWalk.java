package io.spanweir.exporter.zipkin;

import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.MessageCursor;
import io.spanweir.core.otlp.OtlpFields;

/**
 * Takes a writer through spans, with each resource and each scope said once for those that follow
 * each other. A span that can't be read is left out, and so are those of a scope that can't be. One
 * thread.
 */
final class SpanWalk {
  private final ZipkinWriter writer;
  private final MessageCursor request = new MessageCursor();
  private final MessageCursor resource = new MessageCursor();
  private final MessageCursor scope = new MessageCursor();
  private byte[] resourceBytes = Text.NOTHING;
  private byte[] scopeBytes = Text.NOTHING;

  SpanWalk(ZipkinWriter writer) {
    this.writer = writer;
  }

  /**
   * Writes the rows of a batch.
   *
   * @return how many were left out
   */
  int rows(SpanBatch rows) {
    writer.begin();
    int leftOut = 0;
    int scopeAt = -1;
    int resourceAt = -1;
    for (int row = 0; row < rows.size(); row++) {
      try {
        int ofRow = rows.index().scope(row);
        if (ofRow != scopeAt) {
          int its = rows.scopeResource(ofRow);
          if (its != resourceAt) {
            resourceBytes = copy(rows, rows.resources(), its, resourceBytes);
            writer.resource(resourceBytes, 0, rows.resources().itemBytes(its));
            resourceAt = its;
          }
          scopeAt = -1;
          scopeBytes = copy(rows, rows.scopes(), ofRow, scopeBytes);
          writer.scope(scopeBytes, 0, rows.scopes().itemBytes(ofRow));
          scopeAt = ofRow;
        }
        writer.span(rows.rowBytes(row), rows.index().bodyOffset(row), rows.index().end(row));
      } catch (MalformedException e) {
        leftOut++;
      }
    }
    writer.end();
    return leftOut;
  }

  private static byte[] copy(SpanBatch rows, Slices items, int item, byte[] to) {
    int length = items.itemBytes(item);
    byte[] target = to.length >= length ? to : new byte[Math.max(length, 512)];
    rows.copyItem(items, item, target, 0);
    return target;
  }

  /**
   * Writes the spans of {@code TracesData} in the first {@code length} bytes.
   *
   * @return how many were written
   * @throws MalformedException if it is no such message
   */
  int request(byte[] bytes, int length) throws MalformedException {
    writer.begin();
    int written = 0;
    request.of(bytes, 0, length);
    while (request.next()) {
      if (request.tag() == OtlpFields.TRACES_RESOURCE_SPANS) {
        writer.resource(bytes, request.from(), request.to());
        resource.of(request);
        while (resource.next()) {
          if (resource.tag() == OtlpFields.RESOURCE_SPANS_SCOPE_SPANS) {
            written += scope(bytes, resource.from(), resource.to());
          }
        }
      }
    }
    writer.end();
    return written;
  }

  private int scope(byte[] bytes, int from, int to) {
    int written = 0;
    try {
      writer.scope(bytes, from, to);
      scope.of(bytes, from, to);
      while (scope.next()) {
        written += scope.tag() == OtlpFields.SCOPE_SPANS_SPANS ? span(bytes) : 0;
      }
    } catch (MalformedException e) {
      return written;
    }
    return written;
  }

  private int span(byte[] bytes) {
    try {
      writer.span(bytes, scope.from(), scope.to());
      return 1;
    } catch (MalformedException e) {
      return 0;
    }
  }
}
