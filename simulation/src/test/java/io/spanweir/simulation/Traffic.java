package io.spanweir.simulation;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.TestRequest;
import io.spanweir.testkit.TestSpan;
import io.spanweir.testkit.TraceGen;
import io.spanweir.testkit.TraceGen.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is sent to a pipeline in one run, and when: traces whose spans come spread over requests and
 * time, some late, some twice, and bodies that are no good.
 *
 * @param spans every valid span by its bytes
 * @param requestSpansMax the most spans that one request has
 * @param tight whether it is more than a small buffer holds
 */
record Traffic(
    List<Sending> sendings, Map<SpanKey, TestSpan> spans, int requestSpansMax, boolean tight) {
  private static final long MILLI = 1_000_000L;
  private static final int CROWDED_REQUEST_SPANS = 150;

  /**
   * One request.
   *
   * @param valid false if the body is no OTLP
   */
  record Sending(long atNanos, ByteBuffer body, boolean valid, boolean replayable) {
    @Override
    public String toString() {
      return (valid ? "request" : "malformed request") + " at " + atNanos / MILLI + " ms";
    }
  }

  private record TimedSpan(long atNanos, TestSpan span) {}

  /** What kind of day it is. */
  private enum Day {
    ORDINARY,
    FAT,
    GIANT,
    CROWDED
  }

  /** The smallest buffer into which every request fits when it is empty. */
  long bufferBytesNeeded() {
    long largest =
        sendings.stream().mapToLong(sending -> sending.body().remaining()).max().orElse(0);
    return Math.max(64L << 10, 3 * largest);
  }

  /** Whether there are more traces at a time than a page of a trace table holds. */
  boolean crowded() {
    return requestSpansMax == CROWDED_REQUEST_SPANS;
  }

  /**
   * A small budget of chunks with which everything still gets through: one outgoing batch of all
   * there is, and some requests.
   */
  long chunkBytesNeeded() {
    long bytes = sendings.stream().mapToLong(sending -> sending.body().remaining()).sum();
    long outgoing = Math.min(1L << 20, bytes * 3 / 2 + spans.size() * 200L);
    return outgoing < 512 << 10 ? Long.highestOneBit(outgoing) * 2 + (64L << 10) : 8L << 20;
  }

  static Traffic draw(Rng rng, Senders senders) {
    int draw = rng.below(100);
    Day day = draw < 62 ? Day.ORDINARY : draw < 92 ? Day.FAT : draw < 96 ? Day.GIANT : Day.CROWDED;
    List<TimedSpan> spans = new ArrayList<>();
    boolean crowded = day == Day.CROWDED;
    long length = rng.between(500L, crowded ? 800L : 15_000L) * MILLI;
    int traces = crowded ? rng.between(700, 850) : rng.between(3, day == Day.FAT ? 25 : 30);
    TraceGen gen = new TraceGen(rng.split(), shape(rng, day));
    for (int i = 0; i < traces; i++) {
      addTrace(rng, gen.trace(), length, day, spans);
    }
    if (day == Day.GIANT) {
      addTrace(rng, gen.trace(rng.between(150, 350)), length, day, spans);
    }
    spans.sort(Comparator.comparingLong(TimedSpan::atNanos));
    return new Builder(rng, gen, senders)
        .build(spans, crowded ? CROWDED_REQUEST_SPANS : rng.between(1, 15), day == Day.FAT);
  }

  private static Shape shape(Rng rng, Day day) {
    return switch (day) {
      case ORDINARY -> rng.percent(50) ? Shape.ROUGH : Shape.PLAIN;
      case FAT -> new Shape(15, 10, 10, 2, 2, 3000);
      case GIANT -> new Shape(5, 10, 10, 2, 2, rng.pick(List.of(100, 2500, 9000, 9000)));
      case CROWDED -> new Shape(1, 5, 5, 1, 1, 0);
    };
  }

  private static void addTrace(
      Rng rng, List<TestSpan> trace, long length, Day day, List<TimedSpan> to) {
    long start = rng.between(0L, length);
    long spread = day == Day.CROWDED ? 0 : rng.pick(List.of(0L, 50L, 500L, 4000L)) * MILLI;
    for (TestSpan span : trace) {
      long late = rng.percent(4) ? rng.between(0L, 12_000L) * MILLI : 0;
      long at = start + rng.between(0L, spread) + late;
      to.add(new TimedSpan(at, day == Day.FAT && rng.percent(3) ? large(rng, span) : span));
      if (rng.percent(2)) {
        to.add(new TimedSpan(at + rng.between(0L, spread), twin(span)));
      }
    }
  }

  /** A span that is larger than a segment of a small log. */
  private static TestSpan large(Rng rng, TestSpan span) {
    Map<String, Object> attributes = new HashMap<>(span.attributes());
    attributes.put("large", "l".repeat(rng.between(10_000, 40_000)));
    return span.withAttributes(attributes);
  }

  /** Another span with the same id, as the two sides of one call have in Zipkin's data. */
  private static TestSpan twin(TestSpan span) {
    Map<String, Object> attributes = new HashMap<>(span.attributes());
    attributes.put("side", "other");
    return span.withAttributes(attributes);
  }

  /** Who sends. */
  enum Senders {
    LOG,
    CLIENTS,
    BOTH
  }

  private static final class Builder {
    private final Rng rng;
    private final TraceGen gen;
    private final Senders senders;
    private final List<Sending> sendings = new ArrayList<>();
    private final Map<SpanKey, TestSpan> spans = new HashMap<>();
    private final SpanReading reading = new SpanReading();

    Builder(Rng rng, TraceGen gen, Senders senders) {
      this.rng = rng;
      this.gen = gen;
      this.senders = senders;
    }

    Traffic build(List<TimedSpan> timed, int spansMax, boolean tight) {
      int at = 0;
      while (at < timed.size()) {
        int size = Math.min(timed.size() - at, rng.between(1, spansMax));
        List<TimedSpan> part = timed.subList(at, at + size);
        TestRequest request = TestRequest.of(part.stream().map(TimedSpan::span).toList());
        reading.collect(request, spans);
        add(part.get(size - 1).atNanos(), request);
        at += size;
      }
      sendings.sort(Comparator.comparingLong(Sending::atNanos));
      return new Traffic(sendings, spans, spansMax, tight);
    }

    private void add(long atNanos, TestRequest request) {
      boolean replayable = senders == Senders.LOG || (senders == Senders.BOTH && rng.percent(50));
      sendings.add(new Sending(atNanos, ByteBuffer.wrap(request.body()), true, replayable));
      if (rng.percent(6)) {
        long later = atNanos + rng.between(0L, 8_000L) * MILLI;
        sendings.add(new Sending(later, ByteBuffer.wrap(request.body()), true, replayable));
      }
      if (rng.percent(4)) {
        sendings.add(
            new Sending(atNanos, ByteBuffer.wrap(gen.malformed(request)), false, replayable));
      }
    }
  }
}
