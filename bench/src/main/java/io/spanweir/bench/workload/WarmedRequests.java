package io.spanweir.bench.workload;

import java.util.function.LongConsumer;

/**
 * Requests as they are, for as long as a system takes to get warm, and after {@link #turn} those
 * that were compressed beforehand, of which memory holds enough for half a minute only. All traces
 * of both are whole.
 */
public final class WarmedRequests implements RequestSource {
  private final PatchedRequests plain;
  private final CompressedRequests compressed;
  private boolean turned;

  /**
   * Makes the plain ones.
   *
   * @param framing of plain requests
   * @param gap traces between two fragments of one trace
   */
  public WarmedRequests(
      Shape shape, Framing framing, Encoding encoding, int gap, CompressedRequests compressed) {
    this.compressed = compressed;
    plain =
        new PatchedRequests(
            shape, framing, encoding, gap, SpanStream.beside(gap, compressed.traces()));
  }

  /** The compressed ones come after those that complete the traces begun. */
  @Override
  public void turn() {
    if (!turned) {
      turned = true;
      plain.stop();
    }
  }

  @Override
  public WireImage take() {
    return plain.exhausted() ? compressed.take() : plain.take();
  }

  @Override
  public void giveBack(WireImage image) {
    if (SpanStream.isBeside(image.position())) {
      plain.giveBack(image);
    }
  }

  @Override
  public boolean exhausted() {
    return plain.exhausted() && compressed.exhausted();
  }

  @Override
  public void stop() {
    turn();
  }

  @Override
  public long traces() {
    return turned ? plain.traces() : compressed.traces();
  }

  @Override
  public void forEachSpan(long position, int spans, LongConsumer trace) {
    (SpanStream.isBeside(position) ? plain : compressed).forEachSpan(position, spans, trace);
  }
}
