package io.spanweir.bench.workload;

import java.util.List;

/** One encoded message and where its spans stand in it. Owns its arrays; nobody changes them. */
interface MessageTemplate {
  /** Returns the encoded message. */
  byte[] bytes();

  /** Returns per span where a frame of the transport may begin, ascending. */
  default int[] cuts() {
    return spanStarts();
  }

  /** Returns per span where its own bytes begin. */
  int[] spanStarts();

  /** Returns per span the offsets inside it; of this message only, since some hold its state. */
  List<? extends SpanSlots> spans();
}
