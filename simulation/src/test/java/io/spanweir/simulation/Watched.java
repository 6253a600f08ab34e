package io.spanweir.simulation;

import io.spanweir.core.component.Component;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Processor;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import java.io.IOException;

/** A processor or exporter with an edge before it. */
final class Watched implements Processor, Exporter {
  private final Component component;
  private final Edge edge;

  Watched(Component component, Edge edge) {
    this.component = component;
    this.edge = edge;
  }

  @Override
  public void start() throws IOException {
    component.start();
  }

  @Override
  public void shutdown(long deadlineNanos) {
    component.shutdown(deadlineNanos);
  }

  @Override
  public boolean isShutDown() {
    return component.isShutDown();
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    return edge.reserve(spans, bytes);
  }

  @Override
  public void cancel(int spans, long bytes) {
    edge.cancel(spans, bytes);
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    edge.commit(batch, spans, bytes, receipt);
  }

  @Override
  public long retryAfterNanos() {
    return edge.retryAfterNanos();
  }
}
