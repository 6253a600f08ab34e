package io.spanweir.bench.workload;

import java.util.function.LongConsumer;

/** Requests until so many traces were begun; those that complete them follow. */
public final class LimitedRequests implements RequestSource {
  private final RequestSource requests;
  private final long spansMax;
  private long spans;

  public LimitedRequests(RequestSource requests, long traces) {
    this.requests = requests;
    spansMax = traces * TraceModel.SPANS_PER_TRACE;
  }

  @Override
  public WireImage take() {
    WireImage image = requests.take();
    boolean before = spans < spansMax;
    spans += image.spanCount();
    if (before && spans >= spansMax) {
      requests.stop();
    }
    return image;
  }

  @Override
  public void giveBack(WireImage image) {
    requests.giveBack(image);
  }

  @Override
  public boolean exhausted() {
    return requests.exhausted();
  }

  @Override
  public void stop() {
    if (spans < spansMax) {
      spans = spansMax;
      requests.stop();
    }
  }

  @Override
  public long traces() {
    return requests.traces();
  }

  @Override
  public void forEachSpan(long position, int count, LongConsumer trace) {
    requests.forEachSpan(position, count, trace);
  }
}
