package io.spanweir.bench.workload;

/** How a message becomes a request on the wire. */
public interface Framing {
  /** Nothing around the message. */
  Framing NONE =
      (message, cuts) -> new Layout(message, new int[] {0, message.length}, new int[cuts.length]);

  /**
   * Lays out one request.
   *
   * @param message the encoded message
   * @param cuts offsets in the message at which a frame may begin, ascending
   */
  Layout lay(byte[] message, int[] cuts);

  /** A laid-out request. Owns its arrays. */
  final class Layout {
    private final byte[] wire;
    private final int[] frames;
    private final int[] messageShift;

    /**
     * Takes the parts.
     *
     * @param wire what goes over the wire
     * @param frames where frames begin in it, and at the end its length
     * @param messageShift per cut, how many bytes of framing stand before it
     */
    Layout(byte[] wire, int[] frames, int[] messageShift) {
      this.wire = wire;
      this.frames = frames;
      this.messageShift = messageShift;
    }

    byte[] wire() {
      return wire;
    }

    int[] frames() {
      return frames;
    }

    int messageShift(int cut) {
      return messageShift[cut];
    }
  }
}
