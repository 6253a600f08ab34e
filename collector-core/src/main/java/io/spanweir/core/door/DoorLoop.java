package io.spanweir.core.door;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.spanweir.core.runtime.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop keeps for the requests that arrive on it: decoders, and the list of those who
 * must not stay for long. One timer looks at the list, so a request costs no timer of its own.
 * Touched by its loop only, apart from {@link #start} and {@link #stop}.
 */
public final class DoorLoop {
  private final EventExecutor executor;
  private final Clock clock;
  private final Watch watched = new Watch();
  private final Inflations inflations;
  private @Nullable Future<?> timer;

  /** One who is looked at now and then until it leaves. */
  public interface Watched {
    /** May close itself, and leave. */
    void onTick(long nowNanos);
  }

  /** The place of one watched in the list of its loop, oldest first. */
  public static final class Watch {
    private Watch before = this;
    private Watch after = this;
    private @Nullable Watched watched;

    /** Leaves the list; nothing happens if it has left already. On the loop. */
    public void leave() {
      before.after = after;
      after.before = before;
      before = this;
      after = this;
    }
  }

  public DoorLoop(EventExecutor executor, Clock clock) {
    this.executor = executor;
    this.clock = clock;
    this.inflations = new Inflations(executor);
  }

  public EventExecutor executor() {
    return executor;
  }

  public Inflations inflations() {
    return inflations;
  }

  public long nanoTime() {
    return clock.nanoTime();
  }

  public void start(long tickNanos) {
    timer = executor.scheduleWithFixedDelay(this::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
  }

  public void stop() {
    Future<?> running = timer;
    if (running != null) {
      timer = null;
      running.cancel(false);
      executor.execute(inflations::endIdle);
    }
  }

  /** Puts one more at the end of the list. */
  public Watch watch(Watched one) {
    Watch place = new Watch();
    place.watched = one;
    place.before = watched.before;
    place.after = watched;
    watched.before.after = place;
    watched.before = place;
    return place;
  }

  /** The one that has been watched longest; null if there is none. */
  public @Nullable Watched oldest() {
    return watched.after.watched;
  }

  /** Looks at everybody now, as the timer does. */
  public void tick() {
    long now = clock.nanoTime();
    forEachWatched(one -> one.onTick(now));
  }

  /** From the oldest to the youngest; the one at hand may leave meanwhile, others must not. */
  public void forEachWatched(Consumer<Watched> task) {
    Watch place = watched.after;
    while (place.watched != null) {
      Watch following = place.after;
      task.accept(place.watched);
      place = following;
    }
  }
}
