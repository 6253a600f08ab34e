package io.spanweir.config;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import java.util.Map;
import java.util.Set;

/**
 * The components of a configuration.
 *
 * @param bound those without problems
 * @param named all that have a key, with its place, so that a pipeline that names one with problems
 *     has none itself
 */
record Components(
    Map<Kind, Map<ComponentId, ConfiguredComponent>> bound,
    Map<Kind, Map<ComponentId, Place>> named) {
  Set<ComponentId> ids(Kind kind) {
    return named.getOrDefault(kind, Map.of()).keySet();
  }
}
