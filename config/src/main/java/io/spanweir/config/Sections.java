package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code receivers}, {@code processors}, {@code exporters} and so on. */
final class Sections {
  private final Catalog catalog;
  private final Binder binder;
  private final Findings findings;
  private final Declared declared;
  private final Map<Kind, Map<ComponentId, ConfiguredComponent>> components =
      new EnumMap<>(Kind.class);

  Sections(Catalog catalog, Binder binder, Declared declared) {
    this.catalog = catalog;
    this.binder = binder;
    this.findings = binder.findings();
    this.declared = declared;
  }

  /** All that were bound, in the order of the file. */
  Map<Kind, Map<ComponentId, ConfiguredComponent>> components() {
    return components;
  }

  void read(Kind kind, Entry section) {
    Node node = section.value().content();
    if (node instanceof Mapping mapping) {
      mapping.entries().forEach((id, entry) -> component(kind, id, entry));
    } else if (!node.isNull() && !(node instanceof Broken)) {
      findings
          .at(node.place(), kind.section())
          .expected("a block with the ids of components as keys")
          .error("there is " + node.noun() + " here");
    }
  }

  private void component(Kind kind, String text, Entry entry) {
    Spot spot = new Spot(entry.keyPlace(), Words.key(kind.section(), text));
    ComponentId id;
    try {
      id = ComponentId.parse(text);
    } catch (IllegalArgumentException e) {
      findings.at(spot.place(), spot.path()).value(text).error(String.valueOf(e.getMessage()));
      return;
    }
    if (declared.has(kind, id)) {
      findings.at(spot.place(), spot.path()).value(text).error("is configured twice");
      return;
    }
    declared.add(kind, id, spot.place());
    catalog
        .find(kind, id.type())
        .ifPresentOrElse(
            factory -> bind(factory, id, entry.value(), spot), () -> unknown(kind, id, spot));
  }

  private <C extends Record> void bind(
      ComponentFactory<C> factory, ComponentId id, Node node, Spot spot) {
    C config = binder.bind(factory.configType(), node, spot, factory.defaultConfig());
    if (config != null) {
      components
          .computeIfAbsent(factory.kind(), kind -> new LinkedHashMap<>())
          .put(id, new ConfiguredComponent(id, factory, config, spot.place()));
    }
  }

  private void unknown(Kind kind, ComponentId id, Spot spot) {
    String type = id.type();
    Findings.Report report = findings.at(spot.place(), spot.path()).value(id.toString());
    String noun = Words.lower(kind.name());
    String hint = catalog.notYet(kind, type);
    if (hint != null) {
      String article = kind == Kind.EXPORTER || kind == Kind.EXTENSION ? " is an " : " is a ";
      report.error(NotThere.message(type + article + noun, hint));
      return;
    }
    for (Kind other : Kind.values()) {
      if (other != kind && catalog.find(other, type).isPresent()) {
        report
            .expected("it under " + other.section())
            .error("there is no " + noun + " of type " + type);
        return;
      }
    }
    findings
        .at(spot.place(), spot.path())
        .value(type)
        .expectedOneOf(catalog.types(kind))
        .error("unknown " + noun + " type " + Words.quote(type));
  }
}
