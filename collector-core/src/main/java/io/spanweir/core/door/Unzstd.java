package io.spanweir.core.door;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import java.util.zip.ZipException;

/**
 * Zstandard (RFC 8878): frames one after the other. A frame may ask for a window of at most 8 MiB,
 * the size that the RFC has every decoder support: that is what a body can make this one hold.
 *
 * <p>A frame that says how long it is, and fits in the target, is decoded straight into it without
 * a window (libzstd does that by itself when it is given all of the frame at once).
 */
final class Unzstd implements BodyDecoder {
  static final int WINDOW_LOG_MAX = 23;

  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private ByteBuffer input = EMPTY;
  private boolean atEnd;

  Unzstd() {
    context.setLongMax(WINDOW_LOG_MAX);
  }

  @Override
  public void begin(byte[] encoded, int length) {
    input = ByteBuffer.wrap(encoded, 0, length);
    atEnd = false;
  }

  @Override
  public long claimedBytes() {
    return Math.max(0, Zstd.getFrameContentSize(input.array(), 0, input.limit()));
  }

  @Override
  public int inflate(byte[] target, int offset, int length) throws ZipException {
    ByteBuffer output = ByteBuffer.wrap(target, offset, length);
    try {
      while (!atEnd || input.hasRemaining()) {
        int before = input.position();
        atEnd = context.decompressByteBufferStream(output, input);
        if (output.position() > offset) {
          return output.position() - offset;
        }
        if (input.position() == before) {
          throw new ZipException("the body is no zstd: it breaks off");
        }
      }
      return 0;
    } catch (ZstdException e) {
      throw new ZipException("the body is no zstd: " + e.getMessage());
    }
  }

  @Override
  public void reset() {
    context.reset();
    context.setLongMax(WINDOW_LOG_MAX);
    input = EMPTY;
  }

  @Override
  public void end() {
    context.close();
  }
}
