package io.spanweir.config;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import io.spanweir.core.pipeline.PipelineSpec;
import java.util.List;
import java.util.Map;

/**
 * A configuration without errors.
 *
 * @param components everything configured, used in a pipeline or not
 * @param pipelines whose every component is configured
 * @param extensions those to run, in the order of the file
 * @param service what concerns the process
 * @param places where it was written, for what goes wrong later
 */
public record CollectorConfig(
    Map<Kind, Map<ComponentId, ConfiguredComponent>> components,
    List<PipelineSpec> pipelines,
    List<ComponentId> extensions,
    ServiceConfig service,
    Places places) {}
