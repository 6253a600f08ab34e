package io.spanweir.exporter.http;

/** How bodies are compressed on their way over HTTP. */
public enum HttpCompression {
  NONE,
  GZIP,
  ZSTD
}
