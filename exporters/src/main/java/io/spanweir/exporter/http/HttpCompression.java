package io.spanweir.exporter.http;

import io.spanweir.core.component.NotYet;
import java.util.Locale;

/**
 * How bodies are compressed on their way over HTTP, by the names that {@code Content-Encoding} has.
 */
@NotYet({
  "snappy: every server that reads it reads gzip and zstd",
  "x-snappy-framed: every server that reads it reads gzip and zstd",
  "lz4: every server that reads it reads gzip and zstd"
})
public enum HttpCompression {
  NONE,
  GZIP,
  ZSTD,

  /** As {@link #DEFLATE}, by the name that Go's senders give it. */
  ZLIB,

  /** Deflate within zlib's head and checksum, as HTTP says. */
  DEFLATE;

  /** The encoding's name. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a line about an exporter says of it. */
  public String suffix() {
    return this == NONE ? "" : ", " + label();
  }
}
