package io.spanweir.processor.dependencies;

import io.spanweir.core.component.Description;

/** {@code dependencies} processor: nothing to configure. */
@Description(
    "Counts which service calls which from all spans that pass; trace_store shows the counts as"
        + " Zipkin's dependencies. Belongs in front of tail_sampling")
public record DependenciesConfig() {}
