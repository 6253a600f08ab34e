package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The top of a configuration: a section for each kind of component, and the service. */
final class Sections {
  private static final String SERVICE = "service";

  private final Mapping top;
  private final Catalog catalog;
  private final Findings findings;
  private final Binder binder;

  Sections(Mapping top, Catalog catalog, Findings findings) {
    this.top = top;
    this.catalog = catalog;
    this.findings = findings;
    this.binder = new Binder(findings);
    checkKeys();
  }

  private void checkKeys() {
    List<String> known = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      known.add(kind.section());
    }
    known.add(SERVICE);
    top.entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                findings
                    .at(entry.keyPlace(), key)
                    .value(key)
                    .expectedOneOf(known)
                    .error("unknown section");
              }
            });
  }

  Place place() {
    return top.place();
  }

  /** The block of a section; empty if there is none. */
  Map<String, Entry> section(String name) {
    Entry entry = top.entries().get(name);
    if (entry == null || entry.value().isNull()) {
      return Map.of();
    }
    if (entry.value() instanceof Mapping mapping) {
      return mapping.entries();
    }
    if (!(entry.value() instanceof Node.Broken)) {
      findings
          .at(entry.value().place(), name)
          .expected("a block of component ids")
          .error("there is " + entry.value().noun() + " here");
    }
    return Map.of();
  }

  /** Every component that is configured, those that can't be bound included. */
  Components components() {
    Map<Kind, Map<ComponentId, ConfiguredComponent>> bound = new EnumMap<>(Kind.class);
    Map<Kind, Map<ComponentId, Place>> named = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      Map<ComponentId, ConfiguredComponent> ofKind = new LinkedHashMap<>();
      Map<ComponentId, Place> names = new LinkedHashMap<>();
      section(kind.section())
          .forEach(
              (key, entry) -> {
                ComponentId id = id(kind, key, entry);
                if (id != null) {
                  names.put(id, entry.keyPlace());
                  component(kind, id, entry).ifPresent(c -> ofKind.put(id, c));
                }
              });
      bound.put(kind, ofKind);
      named.put(kind, names);
    }
    return new Components(bound, named);
  }

  private @Nullable ComponentId id(Kind kind, String key, Entry entry) {
    try {
      return ComponentId.parse(key);
    } catch (IllegalArgumentException e) {
      findings
          .at(entry.keyPlace(), Words.key(kind.section(), key))
          .value(key)
          .expected("type or type/name")
          .error(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private Optional<ConfiguredComponent> component(Kind kind, ComponentId id, Entry entry) {
    String path = Words.key(kind.section(), id.toString());
    Optional<ComponentFactory<?>> factory = catalog.find(kind, id.type());
    if (factory.isEmpty()) {
      refuseType(kind, id, entry, path);
      return Optional.empty();
    }
    return bind(factory.get(), id, entry, new Spot(entry.keyPlace(), path));
  }

  private <C extends Record> Optional<ConfiguredComponent> bind(
      ComponentFactory<C> factory, ComponentId id, Entry entry, Spot spot) {
    C config = binder.bind(factory.configType(), entry.value(), spot, factory.defaultConfig());
    return Optional.ofNullable(config)
        .map(c -> new ConfiguredComponent(id, factory, c, entry.keyPlace()));
  }

  private void refuseType(Kind kind, ComponentId id, Entry entry, String path) {
    Findings.Report report = findings.at(entry.keyPlace(), path).value(id.type());
    String hint = catalog.notYet().getOrDefault(kind, Map.of()).get(id.type());
    String noun = Words.lower(kind.name());
    if (hint != null) {
      String article = "aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ";
      report.error(NotThere.message(id.type() + " is " + article + noun, hint));
    } else {
      report
          .expectedOneOf(catalog.types(kind))
          .error("unknown " + noun + " type " + Words.quote(id.type()));
    }
  }

  /** The service; null if it can't be bound. */
  @Nullable ServiceConfig service() {
    Entry entry = top.entries().get(SERVICE);
    if (entry == null) {
      findings
          .at(top.place(), SERVICE)
          .expected("a block with the pipelines")
          .error("there is no service section");
      return null;
    }
    ServiceConfig service =
        binder.bind(
            ServiceConfig.class,
            entry.value(),
            new Spot(entry.keyPlace(), SERVICE),
            ServiceConfig.DEFAULT);
    checkExtensions();
    return service;
  }

  private void checkExtensions() {
    Entry entry = section(SERVICE).get("extensions");
    if (entry != null && entry.value() instanceof Node.Sequence list) {
      for (int i = 0; i < list.items().size(); i++) {
        if (list.items().get(i) instanceof Scalar scalar
            && !section(Kind.EXTENSION.section()).containsKey(scalar.text())) {
          findings
              .at(scalar.place(), Words.item("service::extensions", i))
              .value(scalar.text())
              .error(
                  "references extension "
                      + Words.quote(scalar.text())
                      + " which is not configured");
        }
      }
    }
  }
}
