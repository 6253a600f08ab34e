package io.spanweir.bench.workload;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Requests compressed before the run, since compressed bytes cannot be patched: so many, each used
 * once, and the load ends with the last one.
 */
public final class CompressedRequests implements RequestSource {
  private final SpanStream stream;
  private final List<WireImage> images = new ArrayList<>();
  private final long traces;
  private int taken;

  /**
   * Compresses all requests.
   *
   * @param gap traces between two fragments of one trace
   * @param requests about how many are made; a few more complete the traces begun
   */
  public CompressedRequests(
      Shape shape,
      Framing framing,
      Compression compression,
      Encoding encoding,
      int gap,
      int requests) {
    TraceModel model = new TraceModel(shape.seed());
    stream = new SpanStream(gap);
    TraceStarts starts = new TraceStarts(4 * gap + shape.batch());
    List<WireImage> plain = new ArrayList<>();
    for (int i = 0; i < Math.max(8, shape.templates()); i++) {
      plain.add(PatchedRequests.image(encoding.template(shape, i), Framing.NONE));
    }
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    long total = 0;
    for (int i = 0; !stream.exhausted(); i++) {
      if (i == requests) {
        total = stream.stop(shape.batch());
      }
      WireImage image = plain.get(i % plain.size());
      image.patch(stream, model, starts, nanos);
      images.add(compressed(image, framing, compression));
    }
    traces = total;
  }

  @Override
  public WireImage take() {
    return images.get(taken++);
  }

  @Override
  public void giveBack(WireImage image) {
    // Used once.
  }

  @Override
  public boolean exhausted() {
    return taken == images.size();
  }

  @Override
  public void stop() {
    // What is compressed is sent: settling takes the rest.
  }

  @Override
  public long traces() {
    return traces;
  }

  @Override
  public void forEachSpan(long position, int spans, LongConsumer trace) {
    stream.at(position).forEach(spans, trace);
  }

  private static WireImage compressed(WireImage plain, Framing framing, Compression compression) {
    ByteBuffer bytes = plain.bytes().clear();
    byte[] message = new byte[bytes.remaining()];
    bytes.get(message);
    Framing.Layout layout = framing.lay(compression.compress(message), new int[0]);
    WireImage image =
        new WireImage(layout.wire(), layout.frames(), new int[0], List.of(), plain.spanCount());
    image.holds(plain.position());
    return image;
  }
}
