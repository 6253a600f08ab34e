package io.spanweir.exporter.otlp;

import java.util.Locale;

/** How request bodies go over the wire, by the names that {@code grpc-encoding} has. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD;

  /** The encoding's name. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
