package io.spanweir.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineMemoryTest {
  private static final int BYTES = 32 << 20;

  /** Holds memory as a table of traces does. */
  private static final class Owner {
    private final List<ByteBuffer> pages = new ArrayList<>();

    Owner() {
      pages.add(MachineMemory.ownedBy(this, BYTES));
      pages.add(MachineMemory.ownedBy(this, BYTES));
    }
  }

  @Test
  void memoryGoesBackWithItsOwnerAndNotBefore() throws InterruptedException {
    long before = MachineMemory.bytesOut();
    Owner owner = new Owner();
    System.gc();
    Thread.sleep(100);
    for (ByteBuffer page : owner.pages) {
      page.putLong(BYTES - Long.BYTES, 1);
    }
    assertThat(MachineMemory.bytesOut()).isGreaterThanOrEqualTo(before + 2L * BYTES);
    owner = null;
    for (int i = 0; i < 100 && MachineMemory.bytesOut() > before + BYTES; i++) {
      System.gc();
      Thread.sleep(50);
    }
    assertThat(MachineMemory.bytesOut()).isLessThan(before + BYTES);
  }
}
