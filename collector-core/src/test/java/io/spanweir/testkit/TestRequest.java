package io.spanweir.testkit;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.Slices;
import io.spanweir.core.data.SpanBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One request: spans encoded as OTLP {@code TracesData}, and where each landed. Because the places
 * are known from writing, not from reading, a batch made here owes nothing to the indexer and can
 * stand beside it as its oracle.
 */
public final class TestRequest {
  private final byte[] body;
  private final List<PlacedResource> resources = new ArrayList<>();
  private final List<TestSpan> spans = new ArrayList<>();

  private record Piece(int offset, int length) {
    Piece movedBy(int bytes) {
      return new Piece(offset + bytes, length);
    }
  }

  private record PlacedSpan(TestSpan span, int tagOffset, int bodyOffset, int end) {
    PlacedSpan movedBy(int bytes) {
      return new PlacedSpan(span, tagOffset + bytes, bodyOffset + bytes, end + bytes);
    }
  }

  private record PlacedScope(List<Piece> pieces, List<PlacedSpan> spans) {
    PlacedScope movedBy(int bytes) {
      return new PlacedScope(
          pieces.stream().map(piece -> piece.movedBy(bytes)).toList(),
          spans.stream().map(span -> span.movedBy(bytes)).toList());
    }
  }

  private record PlacedResource(List<Piece> pieces, List<PlacedScope> scopes) {}

  private TestRequest(List<TestSpan> given) {
    ProtoWriter out = new ProtoWriter();
    for (Map.Entry<String, Map<String, List<TestSpan>>> resource : grouped(given).entrySet()) {
      writeResource(out, resource.getKey(), resource.getValue());
    }
    body = out.toByteArray();
  }

  /** A request of these spans, grouped by resource and scope as an SDK does. */
  public static TestRequest of(List<TestSpan> spans) {
    return new TestRequest(spans);
  }

  private static Map<String, Map<String, List<TestSpan>>> grouped(List<TestSpan> spans) {
    Map<String, Map<String, List<TestSpan>>> groups = new LinkedHashMap<>();
    for (TestSpan span : spans) {
      groups
          .computeIfAbsent(span.service(), s -> new LinkedHashMap<>())
          .computeIfAbsent(span.scope(), s -> new ArrayList<>())
          .add(span);
    }
    return groups;
  }

  private void writeResource(
      ProtoWriter out, String service, Map<String, List<TestSpan>> scopeGroups) {
    ProtoWriter head = OtlpBytes.resource(service);
    ProtoWriter tail = OtlpBytes.trailer(service);
    List<ProtoWriter> scopes = new ArrayList<>();
    List<PlacedScope> within = new ArrayList<>();
    int length = head.size() + tail.size();
    for (Map.Entry<String, List<TestSpan>> scope : scopeGroups.entrySet()) {
      ProtoWriter message = new ProtoWriter();
      within.add(writeScope(message, scope.getKey(), scope.getValue()));
      scopes.add(message);
      length += sizeWithHeader(message);
    }
    out.tag(1, 2).varint(length);
    List<Piece> pieces = new ArrayList<>();
    place(out, head, pieces);
    List<PlacedScope> placed = new ArrayList<>();
    for (int i = 0; i < scopes.size(); i++) {
      out.tag(2, 2).varint(scopes.get(i).size());
      placed.add(within.get(i).movedBy(out.size()));
      out.raw(scopes.get(i));
    }
    place(out, tail, pieces);
    resources.add(new PlacedResource(pieces, placed));
  }

  /** Writes the message of a scope. @return where its parts are in it */
  private PlacedScope writeScope(ProtoWriter message, String name, List<TestSpan> group) {
    List<Piece> pieces = new ArrayList<>();
    List<PlacedSpan> placed = new ArrayList<>();
    place(message, OtlpBytes.scope(name), pieces);
    for (TestSpan span : group) {
      int tag = message.size();
      ProtoWriter body = OtlpBytes.span(span);
      message.messageField(2, body);
      placed.add(new PlacedSpan(span, tag, message.size() - body.size(), message.size()));
      spans.add(span);
    }
    place(message, OtlpBytes.trailer(name), pieces);
    return new PlacedScope(pieces, placed);
  }

  private static int sizeWithHeader(ProtoWriter message) {
    return new ProtoWriter().tag(2, 2).varint(message.size()).size() + message.size();
  }

  private static void place(ProtoWriter out, ProtoWriter part, List<Piece> pieces) {
    if (part.size() > 0) {
      pieces.add(new Piece(out.size(), part.size()));
      out.raw(part);
    }
  }

  /** The encoded {@code TracesData}; a copy. */
  public byte[] body() {
    return body.clone();
  }

  public int bodyBytes() {
    return body.length;
  }

  /** The spans in the order they stand in the body, flawed ones too. */
  public List<TestSpan> spans() {
    return List.copyOf(spans);
  }

  /** The spans that a receiver takes. */
  public List<TestSpan> validSpans() {
    return spans.stream().filter(TestSpan::valid).toList();
  }

  /**
   * The batch that a receiver makes of the body: valid spans only. The caller owns it.
   *
   * @throws IllegalStateException when the pool has no chunk left
   */
  public SpanBatch batch(Pools pools) {
    Chunk chunk = pools.chunks().lease(body.length);
    if (chunk == null) {
      throw new IllegalStateException("no chunk of " + body.length + " bytes");
    }
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    SpanBatch batch = pools.batches().lease();
    int ordinal = batch.addChunk(chunk);
    for (PlacedResource resource : resources) {
      int resourceOrdinal = addItem(batch.resources(), resource.pieces(), ordinal);
      for (PlacedScope scope : resource.scopes()) {
        int scopeOrdinal = batch.addScope(resourceOrdinal);
        addSlices(batch.scopes(), scope.pieces(), ordinal);
        scope.spans().forEach(placed -> addRow(batch, placed, ordinal, scopeOrdinal));
      }
    }
    return batch;
  }

  private static int addItem(Slices to, List<Piece> pieces, int chunk) {
    int item = to.addItem();
    addSlices(to, pieces, chunk);
    return item;
  }

  private static void addSlices(Slices to, List<Piece> pieces, int chunk) {
    for (Piece piece : pieces) {
      to.addSlice(chunk, piece.offset(), piece.length());
    }
  }

  private static void addRow(SpanBatch batch, PlacedSpan placed, int chunk, int scope) {
    TestSpan span = placed.span();
    if (!span.valid()) {
      return;
    }
    int row =
        batch
            .index()
            .add(span.traceIdHigh(), span.traceIdLow(), span.spanId(), span.parentSpanId());
    batch.index().place(row, chunk, placed.tagOffset(), placed.bodyOffset(), placed.end());
    batch
        .index()
        .facts(
            row,
            span.startNanos(),
            span.endNanos(),
            span.status(),
            span.kind(),
            span.rest().flags());
    batch.index().scope(row, scope);
  }

  /** What should come out for the valid spans, if nothing is edited on the way. */
  public List<SentSpan> sent(Pools pools) {
    SpanBatch batch = batch(pools);
    List<SentSpan> sent = SentSpan.of(batch);
    batch.release();
    return sent;
  }
}
