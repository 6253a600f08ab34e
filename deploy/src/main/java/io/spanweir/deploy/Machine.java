package io.spanweir.deploy;

import io.spanweir.core.component.Limits;
import io.spanweir.core.runtime.MachineTouch;

/** What the process may use, as the launcher told the virtual machine. */
@MachineTouch
final class Machine {
  /**
   * Off-heap memory where the launcher said nothing: as much as the heap, which is what the JVM
   * allows by default.
   */
  private static final String DIRECT_BYTES = "spanweir.direct.bytes";

  private Machine() {}

  static Limits limits() {
    Runtime runtime = Runtime.getRuntime();
    long direct = Long.getLong(DIRECT_BYTES, runtime.maxMemory());
    return new Limits(direct, runtime.maxMemory(), runtime.availableProcessors());
  }
}
