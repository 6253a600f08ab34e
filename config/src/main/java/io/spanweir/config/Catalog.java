package io.spanweir.config;

import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The components that a configuration may name.
 *
 * @param factories of everything that is there
 * @param notYet for each kind, types of the OpenTelemetry Collector that are not there, each with
 *     what to do instead
 */
public record Catalog(List<ComponentFactory<?>> factories, Map<Kind, Map<String, String>> notYet) {
  public Catalog {
    factories = List.copyOf(factories);
  }

  /** A catalog of these factories, that knows the Collector's other components by name. */
  public static Catalog of(List<? extends ComponentFactory<?>> factories) {
    return new Catalog(List.copyOf(factories), CollectorTypes.NOT_YET);
  }

  /** The factory of a type, by its name or an alias. */
  Optional<ComponentFactory<?>> find(Kind kind, String type) {
    return factories.stream()
        .filter(f -> f.kind() == kind && (f.type().equals(type) || f.aliases().contains(type)))
        .findFirst();
  }

  /** The types of a kind, each followed by its aliases. */
  List<String> types(Kind kind) {
    return factories.stream()
        .filter(f -> f.kind() == kind)
        .flatMap(f -> Stream.concat(Stream.of(f.type()), f.aliases().stream()))
        .toList();
  }
}
