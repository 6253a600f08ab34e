package io.spanweir.bench.workload;

import java.nio.ByteBuffer;

/**
 * One encoded span with places for what differs from trace to trace. Every place has a fixed width.
 * The methods write into an image in which the span begins at {@code at}.
 */
interface SpanSlots {
  /** Writes the ids; their bytes are those of the numbers, least significant first. */
  void ids(ByteBuffer image, int at, long traceHigh, long traceLow, long span);

  /** Writes the parent's id, as {@link #ids} writes one. */
  void parent(ByteBuffer image, int at, long parent);

  /** Makes the span a root. */
  void root(ByteBuffer image, int at);

  /** Writes start and end in nanoseconds since 1970. */
  void times(ByteBuffer image, int at, long start, long end);

  void error(ByteBuffer image, int at);

  void vip(ByteBuffer image, int at);

  /** Takes {@link #error} and {@link #vip} back. */
  void plain(ByteBuffer image, int at);
}
