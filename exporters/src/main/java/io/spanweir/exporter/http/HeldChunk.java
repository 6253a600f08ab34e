package io.spanweir.exporter.http;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.spanweir.core.data.Chunk;

/**
 * The bytes of a chunk as Netty wants them, without a copy: holds the chunk until nobody needs the
 * bytes any more, which may be after the attempt that sent them was given up.
 */
final class HeldChunk extends UnpooledHeapByteBuf {
  private final Chunk chunk;

  HeldChunk(Chunk framed) {
    super(UnpooledByteBufAllocator.DEFAULT, framed.bytes(), framed.bytes().length);
    chunk = framed.retain();
    writerIndex(framed.length());
  }

  @Override
  protected void freeArray(byte[] array) {
    chunk.release();
  }
}
