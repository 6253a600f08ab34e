package io.spanweir.core.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everybody in a process who decides about traces, for whoever has a question. Any thread. */
public final class Decisions {
  private final List<DecisionSource> sources = new CopyOnWriteArrayList<>();

  /** Lets a source be asked from now on. */
  public void add(DecisionSource source) {
    sources.add(source);
  }

  /** Who can be asked, in the order of {@link #add}. */
  public List<DecisionSource> sources() {
    return List.copyOf(sources);
  }
}
