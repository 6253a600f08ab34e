package io.spanweir.processor.tailsampling;

import io.spanweir.core.otlp.WireReader;

/** Steps through the bytes of a run: {@code ScopeSpans.spans} fields, end to end. */
final class SpanRuns {
  private SpanRuns() {}

  /**
   * The span message of the field at {@code at}, as {@link WireReader#next} (where it begins) and
   * {@link WireReader#value} (how long it is).
   */
  static long body(byte[] bytes, int at, int end) {
    long tag = WireReader.tag(bytes, at, end);
    long length = tag < 0 ? tag : WireReader.length(bytes, WireReader.next(tag), end);
    if (length < 0) {
      throw new IllegalStateException("a run that isn't made of spans");
    }
    return length;
  }
}
