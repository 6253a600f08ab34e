package io.spanweir.receiver.jaeger;

/**
 * Which span is the parent: the one that the span's own field names, else the first in the same
 * trace that it is a child of, else the first there that it follows from. A span is no parent of
 * itself.
 */
final class Parentage {
  private long traceHigh;
  private long traceLow;
  private long span;
  private long named;
  private long childOf;
  private long followsFrom;

  /**
   * @param named what the field says; 0 for nothing
   */
  void begin(long traceHigh, long traceLow, long span, long named) {
    this.traceHigh = traceHigh;
    this.traceLow = traceLow;
    this.span = span;
    this.named = named;
    childOf = 0;
    followsFrom = 0;
  }

  void consider(Reference reference) {
    if (!reference.isIn(traceHigh, traceLow) || reference.span == span) {
      return;
    }
    if (reference.type == Reference.CHILD_OF) {
      childOf = childOf == 0 ? reference.span : childOf;
    } else {
      followsFrom = followsFrom == 0 ? reference.span : followsFrom;
    }
  }

  /** 0 for none. */
  long parent() {
    if (named != 0) {
      return named;
    }
    return childOf != 0 ? childOf : followsFrom;
  }

  /** Whether the reference is to the parent, which needs no link. */
  boolean isParent(Reference reference) {
    return reference.span == parent() && reference.isIn(traceHigh, traceLow);
  }
}
