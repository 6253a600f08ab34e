package io.spanweir.receiver.intake;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.telemetry.DistinctErrors;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways in behind a door of a receiver: one for each signal that some pipeline takes from it.
 * Any thread.
 */
public final class Intakes {
  private final Map<Signal, Intake> bySignal = new EnumMap<>(Signal.class);
  private final DistinctErrors errors;
  private final String name;

  /** Behind a door for HTTP. */
  public Intakes(Settings settings, Outputs next, int spansMax) {
    this(settings, next, spansMax, "http");
  }

  /**
   * @param spansMax in one request
   * @param transport label of the Collector's metrics: how it comes
   */
  public Intakes(Settings settings, Outputs next, int spansMax, String transport) {
    for (Signal signal : next.signals()) {
      bySignal.put(signal, new Intake(settings, signal, next.get(signal), spansMax, transport));
    }
    errors = settings.telemetry().errors();
    name = settings.accountName();
  }

  /** Null if no pipeline takes that. */
  public @Nullable Intake of(Signal signal) {
    return bySignal.get(signal);
  }

  public Set<Signal> signals() {
    return Collections.unmodifiableSet(bySignal.keySet());
  }

  public Collection<Intake> all() {
    return bySignal.values();
  }

  /**
   * Says what a sender does wrong, once.
   *
   * @param what without anything that varies
   */
  public void senderError(String what, String detail) {
    errors.record(name, what, detail);
  }
}
