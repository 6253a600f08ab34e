package io.spanweir.core.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;

/**
 * Memory off the heap as the machine gives it: nothing is written to it beforehand, so that its
 * pages are found one by one as they are first used. A virtual machine whose host takes free memory
 * back needs some ten microseconds for each, and to write zeros to a region first is to wait for
 * all of them in a row. Any thread.
 */
@MachineTouch
public final class MachineMemory {
  /** Gives memory back when it is released, not when a collection finds it; tracks nothing. */
  private static final UnpooledByteBufAllocator MACHINE = new UnpooledByteBufAllocator(true, true);

  private static final Cleaner CLEANER = Cleaner.create();

  private MachineMemory() {}

  /** Bytes that have been taken and not given back. */
  static long bytesOut() {
    return MACHINE.metric().usedDirectMemory();
  }

  /** Memory that is the caller's until it releases it, whatever is left in it. */
  public static ByteBuf take(int bytes) {
    return MACHINE.directBuffer(bytes, bytes);
  }

  /**
   * Memory that goes back to the machine when its owner is collected, whatever is left in it. No
   * view of it may outlive the owner.
   */
  public static ByteBuffer ownedBy(Object owner, int bytes) {
    ByteBuf memory = take(bytes);
    CLEANER.register(owner, memory::release);
    return memory.nioBuffer(0, bytes);
  }
}
