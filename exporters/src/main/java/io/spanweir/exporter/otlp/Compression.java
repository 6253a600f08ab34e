package io.spanweir.exporter.otlp;

/** How request bodies go over the wire. */
public enum Compression {
  NONE,
  GZIP
}
