package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanNotes;
import io.spanweir.testkit.ProtoWriter;
import org.junit.jupiter.api.Test;

class SpanNotesTest {
  private static final int HEAD_BYTES = 46;
  private static final int SPANS = 5_000;

  private final Bytes bytes = new Bytes();

  /** Ids, times and one attribute. */
  private static ProtoWriter span() {
    ProtoWriter value = new ProtoWriter().stringField(1, "value");
    return new ProtoWriter()
        .bytesField(1, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
        .bytesField(2, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})
        .fixed64Field(7, 1)
        .fixed64Field(8, 2)
        .messageField(9, new ProtoWriter().stringField(1, "some.key").messageField(2, value));
  }

  private static byte[] request(int spans) {
    ProtoWriter scope = new ProtoWriter();
    for (int i = 0; i < spans; i++) {
      scope.messageField(2, span());
    }
    return new ProtoWriter()
        .messageField(1, new ProtoWriter().messageField(2, scope))
        .toByteArray();
  }

  private long pairs(Chunk chunk, int row) throws MalformedException {
    SpanBatch batch = bytes.batches.lease();
    bytes.indexer.index(chunk, batch);
    long pairs = batch.index().pairs(row);
    batch.release();
    return pairs;
  }

  @Test
  void whatIsNotedIsNotLookedAt() throws MalformedException {
    int length = span().toByteArray().length;
    Chunk chunk = bytes.chunk(request(2));
    chunk.notes().add(length, HEAD_BYTES, length, 0, 0, 0);
    chunk.notes().add(length, HEAD_BYTES, length, 0, 0, 0b1010);
    assertThat(pairs(chunk, 1)).isEqualTo(0b1010);
  }

  @Test
  void aNoteOfSomethingElseIsNotBelieved() throws MalformedException {
    int length = span().toByteArray().length;
    Chunk other = bytes.chunk(request(1));
    long expected = pairs(bytes.chunk(request(1)), 0);
    other.notes().add(length - 1, HEAD_BYTES, length - 1, 0, 0, 0b1010);
    assertThat(pairs(other, 0)).isEqualTo(expected);
    Chunk elsewhere = bytes.chunk(request(1));
    elsewhere.notes().add(length, HEAD_BYTES - 1, length, 0, 0, 0b1010);
    assertThat(pairs(elsewhere, 0)).isEqualTo(expected);
  }

  @Test
  void aChunkLeasedAgainHasNone() {
    Chunk first = bytes.chunk(request(1));
    for (int i = 0; i < SPANS; i++) {
      first.notes().add(i, 0, 0, 0, 0, 0);
    }
    assertThat(first.notes().has(SPANS - 1, SPANS - 1)).isTrue();
    first.release();
    Chunk again = bytes.chunk(request(1));
    assertThat(again).isSameAs(first);
    assertThat(again.notes().has(0, 0)).isFalse();
    again.release();
  }

  @Test
  void theyStayWithABodyThatGrows() {
    BodyBuffer body = new BodyBuffer(bytes.chunks, 1 << 20);
    body.room(10, 10);
    SpanNotes notes = body.notes();
    notes.add(7, 1, 2, 3, 4, 5);
    body.wrote(10);
    body.room(100_000, 0);
    assertThat(body.notes()).isSameAs(notes);
    Chunk chunk = body.take();
    assertThat(chunk.notes().has(0, 7)).isTrue();
    assertThat(chunk.notes().typedKeys(0)).isEqualTo(4);
    chunk.release();
  }
}
