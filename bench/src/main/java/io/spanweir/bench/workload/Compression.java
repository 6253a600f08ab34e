package io.spanweir.bench.workload;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** How bodies are compressed; at the levels that senders have by default. */
public enum Compression {
  NONE("identity"),
  GZIP("gzip"),
  ZSTD("zstd");

  private static final int ZSTD_LEVEL = 3;

  private final String label;

  Compression(String label) {
    this.label = label;
  }

  /** Returns the name in headers. */
  public String label() {
    return label;
  }

  byte[] compress(byte[] message) {
    return switch (this) {
      case NONE -> message;
      case ZSTD -> Zstd.compress(message, ZSTD_LEVEL);
      case GZIP -> {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(message.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
          gzip.write(message);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield packed.toByteArray();
      }
    };
  }
}
