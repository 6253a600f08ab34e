package io.spanweir.core.otlp;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the envelope around rows again: a batch, or some of its rows, as {@code TracesData} (or
 * {@code ExportTraceServiceRequest}: the bytes are the same). Rows stand grouped by scope and
 * scopes by resource, both in order of their first row; rows of a scope keep their order. A scope
 * or resource without a row is not written. Whatever a resource, scope or span had in it goes out
 * as it came in, schema URLs and unknown fields with it.
 *
 * <p>Two walks, {@link #size} then {@link #write}: a length stands before what it counts. What the
 * first finds is kept for the second in arrays that are used again, so nothing is allocated once
 * they have grown. One per thread.
 */
public final class OtlpFramer {
  private static final int NONE = -1;

  /** Lists threaded through arrays: rows of a scope, scopes of a resource, the resources. */
  private int[] nextRow = new int[0];

  private int[] firstRow = new int[0];
  private int[] lastRow = new int[0];
  private int[] nextScope = new int[0];
  private int[] scopeBytes = new int[0];
  private int[] firstScope = new int[0];
  private int[] lastScope = new int[0];
  private int[] nextResource = new int[0];
  private int[] resourceBytes = new int[0];
  private int firstResource;
  private int lastResource;
  private @Nullable SpanBatch sized;

  /** Bytes of a whole batch. */
  public int size(SpanBatch batch) {
    return size(batch, 0, batch.size());
  }

  /**
   * Bytes of the rows in {@code [fromRow, toRow)} with all that stands around them.
   *
   * @throws ArithmeticException past 2 GiB, which the limits of a batch exclude
   */
  public int size(SpanBatch batch, int fromRow, int toRow) {
    clear(batch, toRow);
    for (int row = fromRow; row < toRow; row++) {
      linkRow(batch, row);
    }
    sized = batch;
    long total = 0;
    for (int r = firstResource; r != NONE; r = nextResource[r]) {
      long bytes = batch.resources().itemBytes(r);
      for (int s = firstScope[r]; s != NONE; s = nextScope[s]) {
        scopeBytes[s] = Math.addExact(scopeBytes[s], batch.scopes().itemBytes(s));
        bytes += OtlpWriter.fieldSize(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, scopeBytes[s]);
      }
      resourceBytes[r] = Math.toIntExact(bytes);
      total += OtlpWriter.fieldSize(OtlpFields.TRACES_RESOURCE_SPANS, bytes);
    }
    return Math.toIntExact(total);
  }

  /**
   * Writes the rows that {@link #size} was asked about last, once; {@code target} has room for as
   * many bytes as it said.
   *
   * @return the position behind them
   */
  public int write(SpanBatch batch, byte[] target, int at) {
    if (sized != batch) {
      throw new IllegalStateException("write of a batch that was not sized");
    }
    sized = null;
    int pos = at;
    for (int r = firstResource; r != NONE; r = nextResource[r]) {
      pos = OtlpWriter.writeHead(target, pos, OtlpFields.TRACES_RESOURCE_SPANS, resourceBytes[r]);
      pos += batch.copyItem(batch.resources(), r, target, pos);
      for (int s = firstScope[r]; s != NONE; s = nextScope[s]) {
        int tag = OtlpFields.RESOURCE_SPANS_SCOPE_SPANS;
        pos = OtlpWriter.writeHead(target, pos, tag, scopeBytes[s]);
        pos += batch.copyItem(batch.scopes(), s, target, pos);
        pos = writeRows(batch, firstRow[s], target, pos);
      }
    }
    return pos;
  }

  /** Rows that lie side by side in a chunk are copied in one piece. */
  private int writeRows(SpanBatch batch, int first, byte[] target, int at) {
    SpanIndex index = batch.index();
    int pos = at;
    int row = first;
    while (row != NONE) {
      int chunk = index.chunk(row);
      int from = index.offset(row);
      int to = index.end(row);
      row = nextRow[row];
      while (row != NONE && index.offset(row) == to && index.chunk(row) == chunk) {
        to = index.end(row);
        row = nextRow[row];
      }
      System.arraycopy(batch.chunk(chunk).bytes(), from, target, pos, to - from);
      pos += to - from;
    }
    return pos;
  }

  private void linkRow(SpanBatch batch, int row) {
    int scope = batch.index().scope(row);
    if (firstRow[scope] == NONE) {
      firstRow[scope] = row;
      scopeBytes[scope] = 0;
      linkScope(batch, scope);
    } else {
      nextRow[lastRow[scope]] = row;
    }
    lastRow[scope] = row;
    nextRow[row] = NONE;
    scopeBytes[scope] = Math.addExact(scopeBytes[scope], batch.index().length(row));
  }

  private void linkScope(SpanBatch batch, int scope) {
    int resource = batch.scopeResource(scope);
    if (firstScope[resource] == NONE) {
      firstScope[resource] = scope;
      linkResource(resource);
    } else {
      nextScope[lastScope[resource]] = scope;
    }
    lastScope[resource] = scope;
    nextScope[scope] = NONE;
  }

  private void linkResource(int resource) {
    if (firstResource == NONE) {
      firstResource = resource;
    } else {
      nextResource[lastResource] = resource;
    }
    lastResource = resource;
    nextResource[resource] = NONE;
  }

  private void clear(SpanBatch batch, int toRow) {
    int scopes = batch.scopes().size();
    int resources = batch.resources().size();
    if (nextRow.length < toRow) {
      nextRow = new int[grown(toRow)];
    }
    if (firstRow.length < scopes) {
      int capacity = grown(scopes);
      firstRow = new int[capacity];
      lastRow = new int[capacity];
      nextScope = new int[capacity];
      scopeBytes = new int[capacity];
    }
    if (firstScope.length < resources) {
      int capacity = grown(resources);
      firstScope = new int[capacity];
      lastScope = new int[capacity];
      nextResource = new int[capacity];
      resourceBytes = new int[capacity];
    }
    Arrays.fill(firstRow, 0, scopes, NONE);
    Arrays.fill(firstScope, 0, resources, NONE);
    firstResource = NONE;
    lastResource = NONE;
  }

  private static int grown(int needed) {
    return needed + (needed >> 1) + 16;
  }
}
