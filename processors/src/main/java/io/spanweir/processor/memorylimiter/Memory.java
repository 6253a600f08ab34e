package io.spanweir.processor.memorylimiter;

/** What memory a process has in use. Any thread. */
interface Memory {
  /** Bytes that are held: by what lives, garbage not counted. */
  long heldBytes();

  /** Bytes that are held or garbage. */
  long usedBytes();

  /** Makes the garbage go. */
  void collect();
}
