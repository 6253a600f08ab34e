package io.spanweir.core.door;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The encoded bodies of one event loop. A short one is decoded at once; long ones take turns, a few
 * at a time, and the rest wait in the order they came. Decoders are few because they hold memory
 * that no pool counts: a gzip one 14 KiB, a zstd one up to 9 MiB. What waits is whole bodies, which
 * the chunk pool bounds. Touched by its loop only.
 */
public final class Inflations {
  /** How many bodies are decoded at a time. */
  public static final int ACTIVE_MAX = 4;

  private final EventExecutor executor;
  private final ArrayDeque<Inflation> waiting = new ArrayDeque<>();
  private final Map<Coding, BodyDecoder> idle = new EnumMap<>(Coding.class);
  private int active;

  public Inflations(EventExecutor executor) {
    this.executor = executor;
  }

  /** Decodes a body, now or soon; its owner is told. */
  public void add(Inflation one) {
    if (active == ACTIVE_MAX) {
      waiting.addLast(one);
    } else {
      active++;
      begin(one);
      next();
    }
  }

  private void begin(Inflation one) {
    BodyDecoder decoder = idle.remove(one.coding());
    if (decoder == null) {
      try {
        decoder = one.coding().decoder();
      } catch (LinkageError e) {
        done(one, null, one.failed(Outcome.WRONG_TYPE, missing(one.coding(), e)));
        return;
      }
    }
    one.begin(decoder);
    turn(one, decoder);
  }

  private static String missing(Coding coding, LinkageError why) {
    return "this machine can't decode " + coding.label() + ": " + why;
  }

  private void turn(Inflation one, BodyDecoder decoder) {
    RequestBody plain =
        one.owner().gone()
            ? one.failed(Outcome.CANCELLED, "the sender went away")
            : one.turn(decoder);
    if (plain != null) {
      done(one, decoder, plain);
    } else {
      executor.execute(
          () -> {
            turn(one, decoder);
            next();
          });
    }
  }

  private void done(Inflation one, @Nullable BodyDecoder decoder, RequestBody plain) {
    active--;
    if (decoder != null) {
      decoder.reset();
      BodyDecoder spare = idle.put(one.coding(), decoder);
      if (spare != null) {
        spare.end();
      }
    }
    one.owner().onInflated(plain);
  }

  /** Begins with those that wait while there is a place. */
  private void next() {
    while (active < ACTIVE_MAX && !waiting.isEmpty()) {
      active++;
      begin(waiting.removeFirst());
    }
  }

  /** Gives back the memory of decoders that nobody uses. */
  public void endIdle() {
    idle.values().forEach(BodyDecoder::end);
    idle.clear();
  }
}
