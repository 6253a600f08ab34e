package io.spanweir.core.component;

import java.util.Map;

/**
 * A configuration whose shape depends on its key {@code type}: {@code {name: x, type: latency,
 * latency: {threshold_ms: 5}}}. A record with a component of a {@code Variant} type is bound in two
 * steps: {@code type} picks the record from the registry, the block under the key named like the
 * type fills it. A type without keys needs no block.
 *
 * <p>An interface that extends this one must have a static method {@code variants()} that returns
 * the {@link Registry} of its implementations.
 */
public interface Variant {
  /**
   * The known types of one variant interface.
   *
   * @param defaults for each {@code type}, the record that holds where the file says nothing
   * @param notYet types that are known from the OpenTelemetry Collector and not there, each with
   *     what to say
   */
  record Registry<V extends Variant>(Map<String, V> defaults, Map<String, String> notYet) {}
}
