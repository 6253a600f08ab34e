package io.spanweir.exporter.debug;

/** Where text for a person goes. Any thread. */
interface Console {
  /**
   * Takes whole lines, which appear in one piece; returns at once.
   *
   * @return false, and nothing is taken, when too much waits to be written
   */
  boolean offer(String lines);

  /** Whether an {@link #offer} would be taken now; may be out of date at once. */
  boolean hasRoom();

  /** Whether all that was taken is written. */
  boolean isDrained();
}
