package io.spanweir.bench.workload;

import java.time.Instant;
import java.util.ArrayDeque;
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
  private final boolean json;
  private final TraceModel model;
  private final SpanStream stream;
  private final TraceStarts starts;
  private final ArrayDeque<WireImage> idle = new ArrayDeque<>();
  private int made;
  private long traces;

  /**
   * Encodes the first images.
   *
   * @param json whether requests are OTLP/JSON instead of protobuf
   * @param gap traces between two fragments of one trace, see {@link SpanStream}
   */
  public PatchedRequests(Shape shape, Framing framing, boolean json, int gap) {
    this.shape = shape;
    this.framing = framing;
    this.json = json;
    model = new TraceModel(shape.seed());
    stream = new SpanStream(gap);
    starts = new TraceStarts(4 * gap + shape.batch());
    int images = Math.max(IMAGES_MIN, shape.templates());
    while (made < images) {
      idle.add(make());
    }
  }

  @Override
  public WireImage take() {
    WireImage next = idle.poll();
    WireImage image = next == null ? make() : next;
    Instant now = Instant.now();
    image.patch(stream, model, starts, now.getEpochSecond() * 1_000_000_000L + now.getNano());
    return image;
  }

  @Override
  public void giveBack(WireImage image) {
    idle.add(image);
  }

  @Override
  public boolean exhausted() {
    return stream.exhausted();
  }

  @Override
  public void stop() {
    traces = stream.stop(shape.batch());
  }

  @Override
  public long traces() {
    return traces;
  }

  @Override
  public void forEachSpan(long position, LongConsumer trace) {
    SpanStream again = stream.at(position);
    for (int i = 0; i < shape.batch(); i++) {
      trace.accept(again.trace());
      again.advance();
    }
  }

  private WireImage make() {
    return image(new RequestTemplate(shape, made++), framing, json);
  }

  static WireImage image(RequestTemplate template, Framing framing, boolean json) {
    if (json) {
      JsonTemplate text = new JsonTemplate(template);
      return image(framing, text.bytes(), text.spanStarts(), text.spanStarts(), text.spans());
    }
    return image(
        framing, template.bytes(), template.spanFields(), template.spanStarts(), template.spans());
  }

  private static WireImage image(
      Framing framing, byte[] message, int[] cuts, int[] starts, List<? extends SpanSlots> spans) {
    Framing.Layout layout = framing.lay(message, cuts);
    int[] spanStarts = starts.clone();
    for (int i = 0; i < spanStarts.length; i++) {
      spanStarts[i] += layout.messageShift(i);
    }
    return new WireImage(layout.wire(), layout.frames(), spanStarts, spans);
  }
}
