package io.spanweir.exporter.http;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.InvalidConfigException;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** {@code compression_params}; keys of the OpenTelemetry Collector, reference §2.15. */
@Description("How hard to compress")
public record CompressionParams(
    @Description(
            "gzip, zlib and deflate: 1 fast to 9 small, 0 for none, -1 for the usual, -2 for Huffman"
                + " coding alone; zstd: 1 to 22. Absent, 6, and 3 for zstd")
        @Nullable Integer level) {
  public static final CompressionParams DEFAULT = new CompressionParams(null);
  private static final int HUFFMAN = -2;
  private static final int DEFLATE_MAX = 9;
  private static final int ZSTD_LEVEL = 3;
  private static final int ZSTD_MAX = 22;

  /** What the level is for. */
  public enum Family {
    NONE,
    DEFLATE,
    ZSTD
  }

  /**
   * Whether the level goes with the compression.
   *
   * @throws InvalidConfigException naming the key
   */
  public void check(Family family) {
    if (level == null) {
      return;
    }
    int lowest = family == Family.ZSTD ? 1 : HUFFMAN;
    int highest = family == Family.ZSTD ? ZSTD_MAX : DEFLATE_MAX;
    if (family == Family.NONE) {
      throw new InvalidConfigException(
          "compression_params.level", "has nothing to compress", "no level with compression: none");
    }
    if (level < lowest || level > highest) {
      throw new InvalidConfigException(
          "compression_params.level", "is " + level, lowest + " to " + highest);
    }
  }

  /** A deflater of this level, which is the caller's to end. */
  public Deflater newDeflater(boolean bare) {
    int wanted = level == null || level > DEFLATE_MAX ? Deflater.DEFAULT_COMPRESSION : level;
    boolean huffman = wanted == HUFFMAN;
    Deflater deflater = new Deflater(huffman ? Deflater.DEFAULT_COMPRESSION : wanted, bare);
    if (huffman) {
      deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    }
    return deflater;
  }

  /** The level for zstd. */
  public int zstdLevel() {
    return level == null ? ZSTD_LEVEL : level;
  }
}
