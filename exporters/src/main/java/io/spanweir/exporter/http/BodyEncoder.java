package io.spanweir.exporter.http;

import com.github.luben.zstd.Zstd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses request bodies. One thread at a time.
 *
 * <p>gzip is written by hand around a {@link Deflater} that is used again: the JDK's stream makes
 * one, off the heap, for every body.
 */
final class BodyEncoder {
  private static final byte[] GZIP_HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0};
  private static final int GZIP_TAIL_BYTES = 8;

  private final HttpCompression how;
  private final int zstdLevel;
  private final Deflater deflater;

  BodyEncoder(HttpCompression how, CompressionParams params) {
    this.how = how;
    zstdLevel = params.zstdLevel();
    deflater = params.newDeflater(how == HttpCompression.GZIP);
  }

  /** The first {@code length} bytes compressed. */
  ByteBuf encode(byte[] body, int length) {
    return switch (how) {
      case NONE -> Unpooled.copiedBuffer(body, 0, length);
      case ZSTD -> zstd(body, length);
      case GZIP -> gzip(body, length);
      case ZLIB, DEFLATE -> {
        ByteBuf out = Unpooled.buffer(Math.max(512, length / 4));
        deflate(body, length, out);
        yield out;
      }
    };
  }

  private ByteBuf zstd(byte[] body, int length) {
    byte[] out = new byte[(int) Zstd.compressBound(length)];
    long written = Zstd.compressByteArray(out, 0, out.length, body, 0, length, zstdLevel);
    if (Zstd.isError(written)) {
      throw new IllegalStateException("zstd: " + Zstd.getErrorName(written));
    }
    return Unpooled.wrappedBuffer(out, 0, (int) written);
  }

  private ByteBuf gzip(byte[] body, int length) {
    ByteBuf out = Unpooled.buffer(Math.max(512, length / 4));
    out.writeBytes(GZIP_HEAD);
    deflate(body, length, out);
    CRC32 sum = new CRC32();
    sum.update(body, 0, length);
    out.ensureWritable(GZIP_TAIL_BYTES);
    out.writeIntLE((int) sum.getValue());
    out.writeIntLE(length);
    return out;
  }

  private void deflate(byte[] body, int length, ByteBuf out) {
    deflater.reset();
    deflater.setInput(body, 0, length);
    deflater.finish();
    while (!deflater.finished()) {
      out.ensureWritable(Math.max(512, length / 16));
      int room = out.writableBytes();
      int count = deflater.deflate(out.array(), out.arrayOffset() + out.writerIndex(), room);
      out.writerIndex(out.writerIndex() + count);
    }
  }

  /** Gives memory off the heap back. */
  void end() {
    deflater.end();
  }
}
