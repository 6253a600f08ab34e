package io.spanweir.deploy;

import io.netty.util.internal.PlatformDependent;
import io.spanweir.core.component.Limits;
import io.spanweir.core.runtime.MachineTouch;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the process may use, as the launcher told the virtual machine. */
@MachineTouch
final class Machine {
  /**
   * Off-heap memory where the launcher said nothing: as much as the heap, which is what the JVM
   * allows by default.
   */
  private static final String DIRECT_BYTES = "spanweir.direct.bytes";

  private static final long PAGE_BYTES = 4096;

  private Machine() {}

  static Limits limits() {
    Runtime runtime = Runtime.getRuntime();
    long direct = Long.getLong(DIRECT_BYTES, runtime.maxMemory());
    return new Limits(direct, runtime.maxMemory(), runtime.availableProcessors());
  }

  /** Java heap in use. */
  static long heapBytes() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** What the virtual machine has taken for the heap, its own tables and code, and buffers. */
  static long committedBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long bytes =
        memory.getHeapMemoryUsage().getCommitted() + memory.getNonHeapMemoryUsage().getCommitted();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      bytes += Math.max(0, pool.getMemoryUsed());
    }
    // What Netty takes past the virtual machine's own account; -1 where it takes nothing past it.
    return bytes + Math.max(0, PlatformDependent.usedDirectMemory());
  }

  /** Processor time of the process, 0 where the system doesn't say. */
  static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** Resident memory of the process, 0 where the system doesn't say. */
  static long residentBytes() {
    try {
      String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1);
      return Long.parseLong(pages[1]) * PAGE_BYTES;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
