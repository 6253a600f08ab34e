package io.spanweir.exporter.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.otlp.MalformedException;
import org.jspecify.annotations.Nullable;

/** Makes bodies of framed requests: in the backend's encoding, compressed. One thread at a time. */
final class BodyMaker {
  private final HttpCompression compression;
  private final @Nullable BodyWriter writer;
  private final BodyEncoder encoder = new BodyEncoder();
  private int written;

  /**
   * @param writer null if the framed request is the body
   */
  BodyMaker(HttpCompression compression, @Nullable BodyWriter writer) {
    this.compression = compression;
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
      return encoder.encode(framed.bytes(), framed.length(), compression);
    }
    try {
      written = to.write(framed.bytes(), framed.length());
      return compression == HttpCompression.NONE
          ? Unpooled.copiedBuffer(to.bytes(), 0, to.length())
          : encoder.encode(to.bytes(), to.length(), compression);
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
