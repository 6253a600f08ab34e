package io.spanweir.exporter.sending;

import io.spanweir.core.pipeline.Receipt;
import java.util.concurrent.atomic.AtomicInteger;

/** Settles a giver's receipt when every request that its batch was framed into is over. */
final class Settling {
  private final Receipt receipt;
  private final AtomicInteger open;

  Settling(Receipt receipt, int requests) {
    this.receipt = receipt;
    open = new AtomicInteger(requests);
  }

  /** One of the requests is over. Any thread. */
  void onOver() {
    if (open.decrementAndGet() == 0) {
      receipt.settled();
    }
  }
}
