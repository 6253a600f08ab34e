package io.spanweir.exporter.file;

/** What a record of a file is. */
public enum Format {
  /** OTLP/JSON. */
  JSON,
  /** OTLP's bytes. */
  PROTO
}
