package io.spanweir.core.component;

import io.spanweir.core.data.Signal;
import java.util.List;
import java.util.Set;

/**
 * The only way to a component: its type, its configuration, and how it is made.
 *
 * @param <C> the record that holds its configuration. Its components are the keys (camelCase in
 *     Java, snake_case in YAML), each with a {@link Description}; its compact constructor checks
 *     what one key alone can't, by {@link InvalidConfigException}.
 */
public interface ComponentFactory<C extends Record> {
  Kind kind();

  /** The type in {@code type/name}. */
  String type();

  /** Older or shorter names of the type that configurations may still use. */
  default List<String> aliases() {
    return List.of();
  }

  /** What may flow through its components. */
  default Set<Signal> signals() {
    return Set.of(Signal.TRACES);
  }

  /** How much may still change about it. */
  default Stability stability() {
    return Stability.BETA;
  }

  Class<C> configType();

  /** What holds where the file says nothing: the one place of a component's defaults. */
  C defaultConfig();
}
