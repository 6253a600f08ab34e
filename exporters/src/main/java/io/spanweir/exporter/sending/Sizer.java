package io.spanweir.exporter.sending;

/** In what a queue's {@code queue_size} is counted. */
public enum Sizer {
  /** Batches handed over at once. */
  REQUESTS,
  /** Spans. */
  ITEMS,
  /** Bytes as they go over the wire, before compression. */
  BYTES;

  long cost(int spans, long bytes) {
    return switch (this) {
      case REQUESTS -> 1;
      case ITEMS -> spans;
      case BYTES -> bytes;
    };
  }
}
