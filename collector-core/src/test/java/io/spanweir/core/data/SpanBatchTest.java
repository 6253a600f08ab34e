package io.spanweir.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpanBatchTest {
  private final ChunkPool chunks = new ChunkPool(1 << 20, 1 << 20);
  private final BatchPool batches = new BatchPool(2);

  @Test
  void aShareHasTheSameRowsOverTheSameChunks() {
    SpanBatch batch = batch("one", 3);
    batch.origin(7, 70);
    batch.epoch(4);
    batch.tenant("acme");
    SpanBatch share = batch.share();
    assertThat(share.chunk(0)).isSameAs(batch.chunk(0));
    assertThat(chunks.leasedBytes()).isEqualTo(4096);
    assertThat(show(share)).isEqualTo(show(batch));
    assertThat(share.source()).isEqualTo(7);
    assertThat(share.sequence()).isEqualTo(70);
    assertThat(share.epoch()).isEqualTo(4);
    assertThat(share.tenant()).isEqualTo("acme");
    String shown = show(batch);
    batch.release();
    assertThat(chunks.leasedBytes()).isEqualTo(4096);
    assertThat(show(share)).isEqualTo(shown);
    share.release();
    assertThat(chunks.leasedBytes()).isZero();
  }

  @Test
  void whatASharerEditsIsItsOwn() {
    SpanBatch batch = batch("one", 2);
    SpanBatch share = batch.share();
    String shown = show(batch);
    int chunk = share.addChunk(chunk("another"));
    share.index().place(0, chunk, 0, 1, 7);
    share.index().scope(0, share.addScope(share.resources().addItem()));
    assertThat(show(batch)).isEqualTo(shown);
    assertThat(show(share)).isNotEqualTo(shown);
    batch.release();
    share.release();
    assertThat(chunks.leasedBytes()).isZero();
  }

  @Test
  void appendMovesOrdinalsAndSharesChunks() {
    SpanBatch all = batch("first", 2);
    SpanBatch more = batch("second", 3);
    String first = show(all);
    String second = show(more);
    all.append(more);
    more.release();
    assertThat(all.size()).isEqualTo(5);
    assertThat(show(all)).isEqualTo(first + second);
    assertThat(all.scopeResource(1)).isEqualTo(1);
    assertThat(chunks.leasedBytes()).isEqualTo(2 * 4096);
    all.release();
    assertThat(chunks.leasedBytes()).isZero();
  }

  @Test
  void appendOfSomeRows() {
    SpanBatch all = batches.lease();
    SpanBatch more = batch("rows", 5);
    all.append(more, 1, 3);
    assertThat(all.size()).isEqualTo(2);
    assertThat(all.index().spanId(0)).isEqualTo(more.index().spanId(1));
    all.append(more, 5, 5);
    assertThat(all.size()).isEqualTo(2);
    assertThat(all.spanBytes()).isEqualTo(more.index().length(1) + more.index().length(2));
    more.release();
    all.release();
    assertThat(chunks.leasedBytes()).isZero();
  }

  @Test
  void releaseLeavesNothingBehind() {
    SpanBatch batch = batch("one", 3);
    batch.origin(7, 70);
    batch.epoch(4);
    batch.tenant("acme");
    batch.release();
    assertThatThrownBy(batch::release).isInstanceOf(IllegalStateException.class);
    SpanBatch again = batches.lease();
    assertThat(again).isSameAs(batch);
    assertThat(again.size()).isZero();
    assertThat(again.chunkCount()).isZero();
    assertThat(again.resources().size()).isZero();
    assertThat(again.scopes().size()).isZero();
    assertThat(again.source()).isEqualTo(SpanBatch.NO_SOURCE);
    assertThat(again.sequence()).isZero();
    assertThat(again.epoch()).isZero();
    assertThat(again.tenant()).isNull();
    again.release();
  }

  @Test
  void thePoolKeepsAFewSmallBatches() {
    SpanBatch a = batches.lease();
    SpanBatch b = batches.lease();
    SpanBatch c = batches.lease();
    SpanBatch big = batches.lease();
    SpanBatch bushy = batches.lease();
    for (int i = 0; i < 20_000; i++) {
      big.index().add(1, 1, 1, 0);
      bushy.resources().addItem();
    }
    big.release();
    bushy.release();
    a.release();
    b.release();
    c.release();
    assertThat(batches.lease()).isSameAs(b);
    assertThat(batches.lease()).isSameAs(a);
    assertThat(batches.lease()).isNotIn(a, b, c, big, bushy);
  }

  /** Many scopes and chunks: every table of a batch grows. */
  @Test
  void growsInEveryDirection() {
    SpanBatch all = batches.lease();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      SpanBatch more = batch("part " + i, i % 4);
      expected.append(show(more));
      all.append(more);
      more.release();
    }
    assertThat(show(all)).isEqualTo(expected.toString());
    all.release();
    assertThat(chunks.leasedBytes()).isZero();
  }

  /** One resource and scope, both named, and rows of one byte and more. */
  private SpanBatch batch(String name, int rows) {
    SpanBatch batch = batches.lease();
    int chunk = batch.addChunk(chunk(name));
    int resource = batch.resources().addItem();
    batch.resources().addSlice(chunk, 0, 2);
    batch.resources().addSlice(chunk, 3, name.length() - 3);
    int scope = batch.addScope(resource);
    batch.scopes().addSlice(chunk, 1, 2);
    for (int i = 0; i < rows; i++) {
      int row = batch.index().add(name.hashCode(), i, 100 + i, i);
      batch.index().place(row, chunk, 0, 1, 1 + i % 3);
      batch.index().facts(row, i, i + 5, i % 3, i % 6, i);
      batch.index().scope(row, scope);
    }
    return batch;
  }

  private Chunk chunk(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Chunk chunk = Objects.requireNonNull(chunks.lease(bytes.length));
    System.arraycopy(bytes, 0, chunk.bytes(), 0, bytes.length);
    chunk.length(bytes.length);
    return chunk;
  }

  private static String show(SpanBatch batch) {
    StringBuilder text = new StringBuilder();
    SpanIndex index = batch.index();
    for (int row = 0; row < batch.size(); row++) {
      int scope = index.scope(row);
      text.append(index.traceIdHigh(row)).append(' ').append(index.traceIdLow(row));
      text.append(' ').append(index.spanId(row)).append(' ').append(index.parentSpanId(row));
      text.append(' ').append(index.startNanos(row)).append(' ').append(index.endNanos(row));
      text.append(' ').append(index.status(row)).append(index.kind(row)).append(index.flags(row));
      int from = index.offset(row);
      text.append(' ').append(text(batch.rowBytes(row), from, index.length(row)));
      text.append(' ').append(item(batch, batch.scopes(), scope));
      text.append(' ').append(item(batch, batch.resources(), batch.scopeResource(scope)));
      text.append('\n');
    }
    return text.toString();
  }

  private static String item(SpanBatch batch, Slices from, int item) {
    byte[] target = new byte[from.itemBytes(item) + 1];
    int copied = batch.copyItem(from, item, target, 1);
    assertThat(copied).isEqualTo(target.length - 1);
    return text(target, 1, copied);
  }

  private static String text(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
