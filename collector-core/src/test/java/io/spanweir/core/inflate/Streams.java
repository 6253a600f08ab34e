package io.spanweir.core.inflate;

import io.spanweir.testkit.Bodies;
import io.spanweir.testkit.Rng;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Bare deflate: made in all ways that zlib knows, and read by zlib and by what is tested. */
final class Streams {
  private static final int[] STRATEGIES = {
    Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY
  };

  private final int bytesMax;
  private final byte[] theirs;
  private final byte[] ours;
  private final Inflate inflate = new Inflate();

  /**
   * @param bytesMax what inflates to more is read by nobody
   */
  Streams(int bytesMax) {
    this.bytesMax = bytesMax;
    theirs = new byte[bytesMax + 1];
    ours = new byte[bytesMax + 1];
  }

  /** Something that deflate has a use for: spans, text of few letters, runs, noise. */
  static byte[] plain(Rng rng) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int parts = rng.below(4);
    for (int part = 0; part <= parts; part++) {
      switch (rng.below(5)) {
        case 0 -> out.writeBytes(Bodies.random(rng.below(1 << 20), rng.below(20_000)));
        case 1 -> out.writeBytes(Bodies.repeated(Bodies.request().body(), 1 + rng.below(20)));
        case 2 -> {
          byte[] letters = new byte[rng.below(40_000)];
          int kinds = 1 + rng.below(rng.percent(50) ? 4 : 200);
          for (int i = 0; i < letters.length; i++) {
            letters[i] = (byte) rng.below(kinds);
          }
          out.writeBytes(letters);
        }
        case 3 -> {
          byte[] run = Bodies.random(rng.below(1 << 20), 1 + rng.below(12));
          out.writeBytes(Bodies.repeated(run, 1 + rng.below(2000)));
        }
        default -> {
          byte[] far = Bodies.random(rng.below(1 << 20), 32_768 - 300 + rng.below(600));
          out.writeBytes(far);
          out.writeBytes(far);
        }
      }
    }
    return out.toByteArray();
  }

  /** Deflated by one of zlib's levels and strategies, in several goes. */
  static byte[] deflated(byte[] plain, Rng rng) {
    Deflater deflater = new Deflater(rng.below(10), true);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] some = new byte[4096];
    try {
      for (int at = 0; at < plain.length; ) {
        int length = Math.min(plain.length - at, 1 + rng.below(40_000));
        deflater.setStrategy(STRATEGIES[rng.below(STRATEGIES.length)]);
        deflater.setInput(plain, at, length);
        int flush = rng.percent(30) ? Deflater.FULL_FLUSH : Deflater.NO_FLUSH;
        int count;
        do {
          count = deflater.deflate(some, 0, some.length, flush);
          out.write(some, 0, count);
        } while (count > 0 || !deflater.needsInput());
        at += length;
      }
      deflater.finish();
      while (!deflater.finished()) {
        out.write(some, 0, deflater.deflate(some));
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  /** What came of a stream, and how many of its bytes were its own. */
  record Result(byte[] plain, int used) {}

  /** As zlib reads it; null if it is refused, breaks off or is too much. */
  @Nullable Result zlib(byte[] encoded) {
    Inflater inflater = new Inflater(true);
    inflater.setInput(encoded);
    try {
      int length = 0;
      int count;
      do {
        count = inflater.inflate(theirs, length, theirs.length - length);
        length += count;
      } while (count > 0 && length <= bytesMax);
      return inflater.finished() && length <= bytesMax
          ? new Result(Arrays.copyOf(theirs, length), (int) inflater.getBytesRead())
          : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  /**
   * As it is read here, in pieces drawn from the seed, each in an array that has only as much in
   * front as it must; what comes behind a piece is not written to.
   */
  @Nullable Result own(byte[] encoded, Rng rng) {
    int from = rng.below(20);
    byte[] within = new byte[from + encoded.length + rng.below(20)];
    Arrays.fill(within, (byte) 0x55);
    System.arraycopy(encoded, 0, within, from, encoded.length);
    inflate.begin(within, from, from + encoded.length);
    int length = 0;
    try {
      int count;
      do {
        if (length > bytesMax) {
          return null;
        }
        count = piece(length, Math.min(ours.length - length, 1 + rng.below(small(rng))));
        length += count;
      } while (count > 0);
      if (!inflate.finished()) {
        throw new AssertionError("neither more nor an end");
      }
      return length > bytesMax
          ? null
          : new Result(Arrays.copyOf(ours, length), inflate.position() - from);
    } catch (ZipException e) {
      if (String.valueOf(e.getMessage()).isEmpty()) {
        throw new AssertionError("without a reason", e);
      }
      return null;
    }
  }

  private static int small(Rng rng) {
    return rng.percent(20) ? 4 : 100_000;
  }

  private int piece(int length, int room) throws ZipException {
    int before = Math.min(length, Inflate.WINDOW_BYTES);
    byte[] target = Arrays.copyOfRange(ours, length - before, length + room + 1);
    target[before + room] = 0x55;
    int count = inflate.inflate(target, before, room);
    if (target[before + room] != 0x55) {
      throw new AssertionError("written behind the end");
    }
    System.arraycopy(target, before, ours, length, count);
    return count;
  }
}
