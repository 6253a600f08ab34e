package io.spanweir.core.telemetry;

import io.spanweir.core.data.SpanBatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The spans of traces that were decided to be kept, for whoever wants to point to traces that can
 * be looked up. Any thread.
 */
public final class KeptSpans {
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Looks at kept spans. */
  public interface Listener {
    /**
     * Called on the thread that hands the batch on, before it does; returns at once.
     *
     * @param batch stays its owner's; nothing of it is kept after the call
     */
    void onKept(SpanBatch batch);
  }

  /** Tells a listener from now on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Says that all spans of a batch were kept. */
  public void onKept(SpanBatch batch) {
    for (Listener listener : listeners) {
      listener.onKept(batch);
    }
  }
}
