package io.spanweir.core.component;

/**
 * Serves the process and stands in no pipeline: health, authentication. Started before, and shut
 * down after, everything that stands in one.
 */
public interface Extension extends Component {
  /** Every component has started, and takes spans. The main thread. */
  default void onReady() {}

  /** The process is about to stop: nothing new is taken in from now on. The main thread. */
  default void onStopping() {}
}
