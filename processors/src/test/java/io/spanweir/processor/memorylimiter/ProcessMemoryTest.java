package io.spanweir.processor.memorylimiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.log.SegmentPool;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is read of the real process: within bounds, and following what is taken and given back. */
class ProcessMemoryTest {
  private static final int MIB = 1 << 20;

  private final ChunkPool chunks = new ChunkPool(256L * MIB, 0);
  private final ProcessMemory memory = new ProcessMemory(chunks);

  @Test
  void whatIsUsedIsTheHeapAndTheSegments() {
    long heap = Runtime.getRuntime().totalMemory();
    assertThat(memory.usedBytes()).isBetween(1L, heap + SegmentPool.processBytesOut());
    assertThat(memory.heldBytes()).isNotNegative();
  }

  @Test
  void aCollectionLeavesWhatIsHeldAndNotGarbage() {
    byte[][] held = new byte[32][];
    for (int i = 0; i < held.length; i++) {
      held[i] = new byte[MIB];
    }
    memory.collect();
    long with = memory.heldBytes();
    assertThat(with).isGreaterThanOrEqualTo((long) held.length * MIB);
    assertThat(held[held.length - 1]).hasSize(MIB);
    held = new byte[0][];
    assertThat(held).isEmpty();
    memory.collect();
    assertThat(memory.heldBytes()).isLessThan(with - 16L * MIB);
    assertThat(memory.heldBytes()).isLessThanOrEqualTo(memory.usedBytes() + MIB);
  }

  /** Before any collection, what is out counts. */
  @Test
  void chunksThatAreOutCountAtOnce() {
    memory.collect();
    long before = memory.heldBytes();
    Chunk chunk = Objects.requireNonNull(chunks.lease(200 * MIB));
    assertThat(memory.heldBytes()).isGreaterThanOrEqualTo(Math.max(before, 200L * MIB));
    chunk.release();
    // What tests before this one left behind may be as much.
    assertThat(memory.heldBytes()).isLessThan(Math.max(before + 16L * MIB, 200L * MIB));
  }
}
