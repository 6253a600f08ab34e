package io.spanweir.simulation;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.SimWorld;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sender that forgets what was accepted, as an SDK does: tries again when refused, and when no
 * answer comes, even if the request was taken.
 */
final class SimClient {
  private static final long MILLI = 1_000_000L;
  private static final long ANSWER_WAIT_NANOS = 8_000 * MILLI;

  private final SimWorld world;
  private final Rng rng;
  private final Supplier<@Nullable SimProcess> server;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private int attempt;
  private boolean busy;

  SimClient(SimWorld world, Rng rng, Supplier<@Nullable SimProcess> server) {
    this.world = world;
    this.rng = rng;
    this.server = server;
  }

  void send(ByteBuffer body) {
    waiting.add(body);
    if (!busy) {
      sendNext();
    }
  }

  boolean isDone() {
    return waiting.isEmpty();
  }

  private void sendNext() {
    ByteBuffer body = waiting.peek();
    busy = body != null;
    if (body == null) {
      return;
    }
    SimProcess process = server.get();
    if (process == null || !process.isAlive() || !process.door().isOpen()) {
      world.after(rng.between(50L, 300L) * MILLI, this::sendNext);
      return;
    }
    int number = ++attempt;
    world.after(ANSWER_WAIT_NANOS, () -> over(number, false, 0));
    process.door().offer(body, new Call(number));
  }

  /** An attempt is over; later words about it are not heard. */
  private void over(int number, boolean done, long pauseNanos) {
    if (number != attempt || !busy) {
      return;
    }
    attempt++;
    if (done) {
      waiting.remove();
    }
    world.after(pauseNanos, this::sendNext);
  }

  private final class Call implements SimDoor.Caller {
    private final int number;

    Call(int number) {
      this.number = number;
    }

    @Override
    public void onAccepted() {
      if (!rng.percent(2)) {
        over(number, true, 0);
      }
    }

    @Override
    public void onRefused(long retryAfterNanos) {
      over(number, false, Math.min(retryAfterNanos, 500 * MILLI) + rng.between(0L, 50L) * MILLI);
    }

    @Override
    public void onRejected() {
      over(number, true, 0);
    }
  }
}
