package io.spanweir.bench.workload;

/** How a message becomes a request on the wire. */
public interface Framing {
  /**
   * Lays out one request.
   *
   * @param message the encoded message
   * @param cuts offsets in the message at which a frame may begin, ascending
   */
  Layout lay(byte[] message, int[] cuts);

  /**
   * A laid-out request.
   *
   * @param wire what goes over the wire
   * @param frames where frames begin in it, and at the end its length
   * @param messageShift per cut, how many bytes of framing stand before it
   */
  record Layout(byte[] wire, int[] frames, int[] messageShift) {}
}
