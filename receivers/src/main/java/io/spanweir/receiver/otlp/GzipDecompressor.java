package io.spanweir.receiver.otlp;

import io.grpc.Decompressor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * gRPC's gzip with the event loop's own inflaters, straight into the array that is read into.
 * gRPC's own makes an inflater for each message and reads it 512 bytes at a time.
 */
final class GzipDecompressor implements Decompressor {
  private final Supplier<DoorLoop> loops;

  /** So many messages are being inflated that there is no memory for one more. */
  static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param loops the loop of the calling thread
   */
  GzipDecompressor(Supplier<DoorLoop> loops) {
    this.loops = loops;
  }

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return new GunzipStream(compressed, loops.get());
  }

  private static final class GunzipStream extends InputStream {
    private final InputStream compressed;
    private final DoorLoop loop;
    private final byte[] input = new byte[8 << 10];
    private @Nullable Gunzip gunzip;

    GunzipStream(InputStream compressed, DoorLoop loop) {
      this.compressed = compressed;
      this.loop = loop;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Gunzip inflating = inflating();
      while (length > 0) {
        int count = inflating.inflate(target, offset, length);
        if (count > 0) {
          return count;
        }
        int more = compressed.read(input, 0, input.length);
        if (more < 0) {
          if (!inflating.complete()) {
            throw new ZipException("the body is no gzip: it breaks off");
          }
          return -1;
        }
        inflating.input(ByteBuffer.wrap(input, 0, more));
      }
      return 0;
    }

    private Gunzip inflating() throws IOException {
      if (gunzip == null) {
        gunzip = loop.leaseGunzip();
        if (gunzip == null) {
          throw new BusyException();
        }
      }
      return gunzip;
    }

    @Override
    public void close() throws IOException {
      if (gunzip != null) {
        loop.giveBack(gunzip);
        gunzip = null;
      }
      compressed.close();
    }
  }
}
