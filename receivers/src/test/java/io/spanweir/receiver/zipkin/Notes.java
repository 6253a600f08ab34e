package io.spanweir.receiver.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds what a writer notes of its spans against what is found in their bytes. */
final class Notes {
  private static final BatchPool BATCHES = new BatchPool(2);
  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final long[] LENGTHS = {
    KeyQuestion.ALL_LENGTHS, 0, 0x5555555555555555L, 0xAAAAAAAAAAAAAAAAL
  };

  private Notes() {}

  /** Wants notes of some keys: of all, of none, of those with every other length. */
  static BodyBuffer buffer(ChunkPool pool, int bytesMax) {
    long lengths = LENGTHS[NEXT.getAndIncrement() & (LENGTHS.length - 1)];
    return new BodyBuffer(pool, bytesMax, lengths);
  }

  /** Takes what was written, and gives its memory back. @return a copy of the bytes */
  static byte[] takeChecked(ChunkPool pool, BodyBuffer output) throws MalformedException {
    if (output.length() == 0) {
      return new byte[0];
    }
    Chunk noted = output.take();
    byte[] bytes = Arrays.copyOf(noted.bytes(), noted.length());
    long lengths = noted.notes().keyLengths();
    SpanBatch read = index(Zipkins.chunk(pool, bytes), lengths);
    for (int row = 0; row < read.size(); row++) {
      SpanIndex index = read.index();
      assertThat(noted.notes().has(row, index.end(row) - index.bodyOffset(row))).isTrue();
    }
    SpanBatch taken = index(noted, KeyQuestion.ALL_LENGTHS);
    assertThat(taken.index().tellsOf(~lengths)).isEqualTo(lengths == KeyQuestion.ALL_LENGTHS);
    assertSame(read.index(), taken.index());
    read.release();
    taken.release();
    return bytes;
  }

  private static SpanBatch index(Chunk chunk, long lengths) throws MalformedException {
    SpanBatch batch = BATCHES.lease();
    OtlpIndexer indexer = new OtlpIndexer(Integer.MAX_VALUE);
    indexer.index(chunk, batch, lengths);
    assertThat(indexer.rejectedSpans()).isZero();
    return batch;
  }

  private static void assertSame(SpanIndex read, SpanIndex noted) {
    assertThat(noted.size()).isEqualTo(read.size());
    for (int row = 0; row < read.size(); row++) {
      assertThat(facts(noted, row)).isEqualTo(facts(read, row));
    }
  }

  private static long[] facts(SpanIndex index, int row) {
    return new long[] {
      index.traceIdHigh(row),
      index.traceIdLow(row),
      index.spanId(row),
      index.parentSpanId(row),
      index.startNanos(row),
      index.endNanos(row),
      index.status(row),
      index.kind(row),
      index.offset(row),
      index.end(row),
      index.attributesFrom(row),
      index.attributesTo(row),
      index.keys(row),
      index.typedKeys(row),
      index.pairs(row)
    };
  }
}
