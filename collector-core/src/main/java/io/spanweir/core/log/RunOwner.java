package io.spanweir.core.log;

/** Tells whose a run is while a segment is being emptied. */
@FunctionalInterface
public interface RunOwner {
  /**
   * Asked for every run of the segment that may still be wanted. A trace that wants it moves all of
   * its runs there by {@link SpanLog#move}, and mends the links that point to them.
   *
   * @param address of the run
   */
  void onEvacuate(int address);
}
