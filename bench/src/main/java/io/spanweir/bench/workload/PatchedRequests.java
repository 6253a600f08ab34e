package io.spanweir.bench.workload;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Requests made by patching a few pre-encoded images, used in turn so that every template and
 * resource shows. When all of them are being sent, one more is made.
 */
public final class PatchedRequests implements RequestSource {
  private static final int IMAGES_MIN = 8;

  private final Shape shape;
  private final Framing framing;
  private final Encoding encoding;
  private final TraceModel model;
  private final SpanStream stream;
  private final TraceStarts starts;
  private final List<ArrayDeque<WireImage>> idleBySize = new ArrayList<>();
  private int made;
  private int turn;
  private long traces;

  /**
   * Encodes the first images.
   *
   * @param gap traces between two fragments of one trace, see {@link SpanStream}
   */
  public PatchedRequests(Shape shape, Framing framing, Encoding encoding, int gap) {
    this(shape, framing, encoding, gap, new SpanStream(gap));
  }

  PatchedRequests(Shape shape, Framing framing, Encoding encoding, int gap, SpanStream stream) {
    this.shape = shape;
    this.framing = framing;
    this.encoding = encoding;
    model = new TraceModel(shape.seed());
    this.stream = stream;
    starts = new TraceStarts(4 * gap + shape.batch());
    int images = Math.max(IMAGES_MIN, shape.templates());
    for (int size = 0; size < shape.sizes(); size++) {
      idleBySize.add(new ArrayDeque<>());
    }
    for (int i = 0; i < images * shape.sizes(); i++) {
      giveBack(make(i % shape.sizes()));
    }
  }

  @Override
  public WireImage take() {
    WireImage next = idleBySize.get(turn).poll();
    WireImage image = next == null ? make(turn) : next;
    turn = turn + 1 < shape.sizes() ? turn + 1 : 0;
    Instant now = Instant.now();
    image.patch(stream, model, starts, now.getEpochSecond() * 1_000_000_000L + now.getNano());
    return image;
  }

  @Override
  public void giveBack(WireImage image) {
    idleBySize.get(shape.varied() ? image.spanCount() - 1 : 0).add(image);
  }

  @Override
  public boolean exhausted() {
    return stream.exhausted();
  }

  @Override
  public void stop() {
    traces = stream.stop(shape.spansOfRound());
  }

  @Override
  public long traces() {
    return traces;
  }

  @Override
  public void forEachSpan(long position, int spans, LongConsumer trace) {
    stream.at(position).forEach(spans, trace);
  }

  private WireImage make(int size) {
    return image(encoding.template(shape.ofSize(size), made++), framing);
  }

  static WireImage image(MessageTemplate template, Framing framing) {
    Framing.Layout layout = framing.lay(template.bytes(), template.cuts());
    int[] spanStarts = template.spanStarts().clone();
    for (int i = 0; i < spanStarts.length; i++) {
      spanStarts[i] += layout.messageShift(i);
    }
    return new WireImage(
        layout.wire(), layout.frames(), spanStarts, template.spans(), spanStarts.length);
  }
}
