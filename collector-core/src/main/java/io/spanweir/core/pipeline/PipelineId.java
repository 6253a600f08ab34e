package io.spanweir.core.pipeline;

import io.spanweir.core.data.Signal;

/**
 * {@code traces} or {@code traces/name}.
 *
 * @param signal what flows through it
 * @param name tells pipelines of one signal apart; empty for the one without a name
 */
public record PipelineId(Signal signal, String name) {
  @Override
  public String toString() {
    return name.isEmpty() ? signal.key() : signal.key() + "/" + name;
  }
}
