package io.spanweir.core.component;

import io.spanweir.core.pipeline.SpanConsumer;

/**
 * The end of a pipeline: consumes, and sends out of the process. One instance for all pipelines of
 * one signal that name it.
 */
public interface Exporter extends Component, SpanConsumer {
  /** What is sent is read, not asked about. */
  @Override
  default long keyLengthsAsked() {
    return 0;
  }
}
