package io.spanweir.exporter.http;

import io.netty.buffer.ByteBuf;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import org.jspecify.annotations.Nullable;

/** Makes bodies of framed requests: in the backend's encoding, compressed. One thread at a time. */
final class BodyMaker {
  private final @Nullable BodyWriter writer;
  private final BodyEncoder encoder;
  private int written;

  /**
   * @param encoder its own from now on
   * @param writer null if the framed request is the body
   */
  BodyMaker(BodyEncoder encoder, @Nullable BodyWriter writer) {
    this.encoder = encoder;
    this.writer = writer;
  }

  /**
   * Makes a body; the chunk stays its owner's.
   *
   * @param spans how many are in it
   */
  ByteBuf make(Chunk framed, int spans) throws MalformedException {
    BodyWriter to = writer;
    written = spans;
    if (to == null) {
      return encoder.encode(framed.bytes(), framed.length());
    }
    try {
      written = to.write(framed.bytes(), framed.length());
      return encoder.encode(to.bytes(), to.length());
    } finally {
      to.clear();
    }
  }

  /** How many spans are in the body made last. */
  int written() {
    return written;
  }

  /** Gives memory off the heap back. */
  void end() {
    encoder.end();
  }
}
