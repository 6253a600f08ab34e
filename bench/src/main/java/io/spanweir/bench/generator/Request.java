package io.spanweir.bench.generator;

import io.spanweir.bench.workload.WireImage;
import java.io.ByteArrayOutputStream;

/**
 * One request on its way: what it holds, when it should have left, and what was answered so far.
 */
final class Request {
  final WireImage image;
  final long position;
  final int spans;
  final long intendedNanos;
  final int phase;
  final ByteArrayOutputStream answer = new ByteArrayOutputStream(16);
  int stream;

  /**
   * Describes a request.
   *
   * @param image its bytes; with the connection until they are sent
   * @param intendedNanos when the open loop wanted it to leave, on the monotonic clock
   * @param phase the phase of the run in which that was
   */
  Request(WireImage image, long intendedNanos, int phase) {
    this.image = image;
    this.position = image.position();
    this.spans = image.spanCount();
    this.intendedNanos = intendedNanos;
    this.phase = phase;
  }
}
