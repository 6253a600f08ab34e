package io.spanweir.exporter.file;

/** How a record is compressed, each for itself. */
public enum Compression {
  NONE,
  ZSTD
}
