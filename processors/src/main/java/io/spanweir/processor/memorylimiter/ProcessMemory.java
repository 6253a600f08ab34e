package io.spanweir.processor.memorylimiter;

import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.log.SegmentPool;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * The memory of this process. Held: the segments of all logs that are out, and of the heap what the
 * last collection of each of its pools left, but no less than the chunks that are out now.
 */
final class ProcessMemory implements Memory {
  private final ChunkPool chunks;
  private final List<MemoryPoolMXBean> heap;

  ProcessMemory(ChunkPool chunks) {
    this.chunks = chunks;
    heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
  }

  @Override
  public long heldBytes() {
    long left = 0;
    for (MemoryPoolMXBean pool : heap) {
      MemoryUsage after = pool.getCollectionUsage();
      MemoryUsage now = pool.getUsage();
      left += after == null || now == null ? 0 : Math.min(after.getUsed(), now.getUsed());
    }
    return SegmentPool.processBytesOut() + Math.max(left, chunks.leasedBytes());
  }

  @Override
  public long usedBytes() {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return SegmentPool.processBytesOut() + used;
  }

  @Override
  public void collect() {
    ManagementFactory.getMemoryMXBean().gc();
  }
}
