package io.spanweir.exporter.zipkin;

/** Zipkin's encodings of v2. */
public enum Format {
  JSON,
  PROTO
}
