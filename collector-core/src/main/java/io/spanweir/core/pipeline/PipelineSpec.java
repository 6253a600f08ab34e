package io.spanweir.core.pipeline;

import io.spanweir.core.component.ComponentId;
import java.util.List;

/**
 * One pipeline as configured: a receiver's or exporter's id may stand in several pipelines and is
 * one instance, a processor is one instance per pipeline. A connector's id stands among the
 * exporters of one and the receivers of another.
 */
public record PipelineSpec(
    PipelineId id,
    List<ComponentId> receivers,
    List<ComponentId> processors,
    List<ComponentId> exporters) {
  public PipelineSpec {
    receivers = List.copyOf(receivers);
    processors = List.copyOf(processors);
    exporters = List.copyOf(exporters);
  }
}
