package io.spanweir.config;

import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Kind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The components that a configuration may name.
 *
 * @param factories of everything that is there
 */
public record Catalog(List<ComponentFactory<?>> factories) {
  public Catalog {
    factories = List.copyOf(factories);
  }

  /** A catalog of these factories, that knows the Collector's other components by name. */
  public static Catalog of(List<? extends ComponentFactory<?>> factories) {
    return new Catalog(List.copyOf(factories));
  }

  /** The factory of a type, by its name or an alias. */
  Optional<ComponentFactory<?>> find(Kind kind, String type) {
    return factories.stream()
        .filter(f -> f.kind() == kind && (f.type().equals(type) || f.aliases().contains(type)))
        .findFirst();
  }

  /**
   * What to do instead of a type of the OpenTelemetry Collector that is not there.
   *
   * @return null if the Collector has none of that name; empty if there is nothing to say
   */
  @Nullable String notYet(Kind kind, String type) {
    return CollectorTypes.hint(kind, type, this);
  }

  /** The types of a kind, each followed by its aliases. */
  List<String> types(Kind kind) {
    return factories.stream()
        .filter(f -> f.kind() == kind)
        .flatMap(f -> Stream.concat(Stream.of(f.type()), f.aliases().stream()))
        .toList();
  }
}
