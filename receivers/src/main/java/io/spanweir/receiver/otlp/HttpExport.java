package io.spanweir.receiver.otlp;

import io.spanweir.core.component.Settings;
import io.spanweir.core.data.ChunkPool;

/** What the connections of the HTTP door share. */
final class HttpExport {
  private final Intake intake;
  private final DoorMetrics metrics;
  private final HttpConfig config;
  private final ChunkPool chunks;
  private volatile boolean stopping;

  HttpExport(Settings settings, HttpConfig config, Intake intake, DoorMetrics metrics) {
    this.intake = intake;
    this.metrics = metrics;
    this.config = config;
    this.chunks = settings.pools().chunks();
  }

  Intake intake() {
    return intake;
  }

  DoorMetrics metrics() {
    return metrics;
  }

  HttpConfig config() {
    return config;
  }

  ChunkPool chunks() {
    return chunks;
  }

  /** Takes over a whole body; the answer comes soon or later. On the connection's loop. */
  void handOver(HttpBody body, boolean json, DoorLoop loop, Answerer connection) {
    intake.take(body.take(), loop.indexer(), connection);
  }

  /** From now on connections end with their next answer. Any thread. */
  void stop() {
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  int bodyBytesMax() {
    return (int) config.maxRequestBodySize().bytes();
  }
}
