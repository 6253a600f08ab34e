package io.spanweir.config;

import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.ComponentId;

/**
 * A component as configured.
 *
 * @param factory makes it
 * @param config its record, of the factory's type
 * @param place where its key stands
 */
public record ConfiguredComponent(
    ComponentId id, ComponentFactory<?> factory, Record config, Place place) {}
