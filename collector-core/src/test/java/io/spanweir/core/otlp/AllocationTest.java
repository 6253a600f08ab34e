package io.spanweir.core.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The hot path allocates nothing, whichever compiler has got to it. */
class AllocationTest {
  private static final int ROUNDS = 200;

  private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Bytes bytes = new Bytes();
  private final AttributeCursor cursor = new AttributeCursor();
  private final OtlpFramer framer = new OtlpFramer();
  private final byte[] target = new byte[1 << 16];
  private final byte[] key = {'k', '1'};
  private int matches;

  @Test
  void indexFrameAndMatchWithoutGarbage() throws Exception {
    Chunk chunk = bytes.chunk(new RandomTraces(4).next());
    for (int i = 0; i < ROUNDS; i++) {
      round(chunk);
    }
    long self = Thread.currentThread().getId();
    long before = thread.getThreadAllocatedBytes(self);
    for (int i = 0; i < ROUNDS; i++) {
      round(chunk);
    }
    long allocated = thread.getThreadAllocatedBytes(self) - before;
    assertThat(matches).isNotNegative();
    assertThat(allocated).isLessThan(ROUNDS);
  }

  private void round(Chunk chunk) throws MalformedException {
    SpanBatch batch = bytes.batches.lease();
    bytes.indexer.index(chunk.retain(), batch);
    for (int row = 0; row < batch.size(); row++) {
      cursor.ofSpan(batch, row);
      while (cursor.next()) {
        if (cursor.keyEquals(key) && cursor.value().type() == ValueType.STRING) {
          matches++;
        }
      }
    }
    framer.size(batch);
    framer.write(batch, target, 0);
    batch.release();
  }
}
