package io.spanweir.core.component;

import java.io.IOException;

/**
 * A part of a pipeline with a life: made, started once, shut down.
 *
 * <ul>
 *   <li>Making one opens nothing: no port, no file, no connection, so that a graph can be built to
 *       be checked.
 *   <li>{@link #start} opens. It is called from the end of a pipeline to its front, so what it
 *       sends to is up.
 *   <li>{@link #shutdown} asks for the end and returns at once. From then on the component takes
 *       nothing new in, hands on what it holds, and says {@link #isShutDown} when that is done. It
 *       is called from the front to the end, the next one only when this one is done or the
 *       deadline is over. It is safe without start, and twice.
 * </ul>
 *
 * <p>Called by the thread that runs the graph; a component that lives on a loop passes the word on
 * to it.
 */
public interface Component {
  /**
   * @throws IOException with a message for the operator when it can't open what it needs; the
   *     process exits then
   */
  void start() throws IOException;

  /**
   * @param deadlineNanos monotonic time after which nobody waits; what is still held then is
   *     counted as failed, never just forgotten
   */
  void shutdown(long deadlineNanos);

  /** Whether all that was held is handed on, or counted. Any thread. */
  boolean isShutDown();

  /**
   * Takes over a changed configuration without a restart.
   *
   * @return false if this component, or this change, needs a restart of the component
   */
  default boolean reconfigure(Record config) {
    return false;
  }
}
