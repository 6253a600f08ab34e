package io.spanweir.bench.generator;

import io.spanweir.bench.workload.WireImage;

/** What connections tell the generator, on its thread. */
interface Exchange {
  /** No byte of the image is needed any more. */
  void sent(WireImage image);

  /**
   * A request has its answer, or never will.
   *
   * @param rejectedSpans spans that a successful answer turned away
   */
  void answered(Request request, Outcome outcome, long rejectedSpans);
}
