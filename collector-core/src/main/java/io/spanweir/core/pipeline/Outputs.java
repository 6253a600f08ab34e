package io.spanweir.core.pipeline;

import io.spanweir.core.data.Signal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind a receiver or a connector: for each signal that some pipeline takes from it,
 * the pipelines as one consumer. Immutable.
 */
public final class Outputs {
  private final Map<Signal, SpanConsumer> bySignal;

  private Outputs(Map<Signal, SpanConsumer> bySignal) {
    this.bySignal = bySignal;
  }

  public static Outputs of(Map<Signal, SpanConsumer> bySignal) {
    Map<Signal, SpanConsumer> copy = new EnumMap<>(Signal.class);
    copy.putAll(bySignal);
    return new Outputs(copy);
  }

  /** Traces only. */
  public static Outputs traces(SpanConsumer next) {
    return of(Map.of(Signal.TRACES, next));
  }

  /** Which signals some pipeline takes. */
  public Set<Signal> signals() {
    return Set.copyOf(bySignal.keySet());
  }

  /** The consumer of a signal, null if no pipeline takes it. */
  public @Nullable SpanConsumer of(Signal signal) {
    return bySignal.get(signal);
  }

  /**
   * The consumer of a signal.
   *
   * @throws IllegalStateException if no pipeline takes it, which a component of one signal need not
   *     expect
   */
  public SpanConsumer get(Signal signal) {
    SpanConsumer next = bySignal.get(signal);
    if (next == null) {
      throw new IllegalStateException("no pipeline takes " + signal.key());
    }
    return next;
  }
}
