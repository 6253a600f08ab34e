package io.spanweir.simulation;

import io.spanweir.core.data.Chunk;
import io.spanweir.exporter.sending.SendResult;
import io.spanweir.exporter.sending.Sender;
import io.spanweir.simulation.Scenario.Fault;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.SimWorld;
import io.spanweir.testkit.TracesReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The other end of an exporter, outside of the process: outlives it, and is slow, refuses, or dies
 * as the seed has it.
 */
final class SimBackend {
  private static final long MILLI = 1_000_000L;

  private final SimWorld world;
  private final Rng rng;
  private final SpanKey.Marks marks;
  private Fault.@Nullable Kind mood;
  private long moodUntilNanos;

  /** What one process sent here. */
  static final class Book {
    final Map<SpanKey, Integer> taken = new HashMap<>();
    final Map<SpanKey, Integer> tried = new HashMap<>();
    long spansAcknowledged;
    long spansRejected;
    boolean answersLost;
  }

  SimBackend(SimWorld world, Rng rng, SpanKey.Marks marks) {
    this.world = world;
    this.rng = rng;
    this.marks = marks;
  }

  void suffer(Fault fault) {
    mood = fault.kind();
    moodUntilNanos = world.clock().nanoTime() + fault.forNanos();
  }

  /** Nothing is wrong with it from now on. */
  void heal() {
    mood = null;
  }

  private Fault.@Nullable Kind mood() {
    return mood != null && world.clock().nanoTime() - moodUntilNanos < 0 ? mood : null;
  }

  /** Opens a book for a new process. */
  Book newBook() {
    return new Book();
  }

  /** A sender of a process that lives while {@code alive} says so. */
  Sender sender(Book of, BooleanSupplier alive) {
    return (framed, spans, callback) -> new Transfer(framed, of, alive, callback).begin();
  }

  private final class Transfer implements Sender.Attempt {
    private final Chunk framed;
    private final byte[] sent;
    private final Book of;
    private final BooleanSupplier alive;
    private final Sender.Callback callback;
    private boolean cancelled;

    Transfer(Chunk framed, Book of, BooleanSupplier alive, Sender.Callback callback) {
      this.framed = framed;
      this.sent = Arrays.copyOf(framed.bytes(), framed.length());
      this.of = of;
      this.alive = alive;
      this.callback = callback;
    }

    Sender.Attempt begin() {
      for (SpanKey span : spans()) {
        of.tried.merge(span, 1, Integer::sum);
      }
      boolean slow = mood() == Fault.Kind.SLOW;
      world.after(rng.between(0L, slow ? 3_000L : 5L) * MILLI, this::arrive);
      return this;
    }

    private List<SpanKey> spans() {
      return TracesReader.read(sent).stream().map(marks::read).toList();
    }

    private void arrive() {
      if (!cancelled
          && alive.getAsBoolean()
          && !Arrays.equals(sent, 0, sent.length, framed.bytes(), 0, sent.length)) {
        throw new AssertionError("the bytes of a request changed while it was on its way");
      }
      Fault.Kind now = mood();
      if (now == Fault.Kind.DEAD || (!alive.getAsBoolean() && rng.percent(50))) {
        return;
      }
      if (now == Fault.Kind.REFUSING) {
        long wish = rng.percent(50) ? SendResult.NO_WISH : rng.between(1L, 1500L) * MILLI;
        answer(SendResult.retry(wish, "UNAVAILABLE", "not now"));
      } else if (now == Fault.Kind.REJECTING && rng.percent(50)) {
        answer(SendResult.permanent("INVALID_ARGUMENT", "never"));
      } else {
        take(now);
      }
    }

    private void take(Fault.@Nullable Kind now) {
      List<SpanKey> spans = spans();
      int rejected = now == Fault.Kind.PARTIAL ? rng.between(0, spans.size()) : 0;
      List<SpanKey> taken = spans.subList(rejected, spans.size());
      for (SpanKey span : taken) {
        of.taken.merge(span, 1, Integer::sum);
      }
      if (now == Fault.Kind.ANSWERS_LOST || cancelled) {
        of.answersLost = true;
        return;
      }
      answer(
          rejected == 0 ? SendResult.ok() : SendResult.partial(rejected, "some are no good"),
          taken.size(),
          rejected);
    }

    private void answer(SendResult result) {
      answer(result, 0, 0);
    }

    private void answer(SendResult result, int taken, int rejected) {
      world.after(
          rng.between(0L, 3L) * MILLI,
          () -> {
            if (cancelled) {
              of.answersLost = true;
              return;
            }
            if (alive.getAsBoolean()) {
              of.spansAcknowledged += taken;
              of.spansRejected += rejected;
              callback.done(result);
            }
          });
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }
}
