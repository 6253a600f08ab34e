package io.spanweir.exporter.otlp;

import io.spanweir.core.component.NotYet;
import java.util.Locale;

/** How request bodies go over the wire, by the names that {@code grpc-encoding} has. */
@NotYet("snappy: every server that reads it reads gzip and zstd")
public enum Compression {
  NONE,
  GZIP,
  ZSTD;

  /** The encoding's name. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
