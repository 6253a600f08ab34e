package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.config.Problem.Severity;
import io.spanweir.config.Shape.Block;
import io.spanweir.config.Shape.ListOf;
import io.spanweir.config.Shape.MapOf;
import io.spanweir.config.Shape.OneOf;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a configuration means something else than in the Collector: walks what the file says
 * along the records that take it, and collects what their {@link Differs} has to say. Bad values
 * are passed over, so that it works on files that don't run yet.
 */
public final class Differences {
  private final List<Problem> hints = new ArrayList<>();

  private Differences() {}

  /** Hints in the order of the configuration's sections; what holds in many places is said once. */
  public static List<Problem> of(CollectorConfig config, Catalog catalog) {
    return of(config.places().root(), catalog);
  }

  static List<Problem> of(Mapping root, Catalog catalog) {
    Differences differences = new Differences();
    for (Kind kind : Kind.values()) {
      if (content(root, kind.section()) instanceof Mapping section) {
        section.entries().forEach((id, entry) -> differences.component(kind, id, entry, catalog));
      }
    }
    Entry service = root.entries().get("service");
    if (service != null) {
      Spot spot = new Spot(service.keyPlace(), "service");
      differences.record(RecordShape.of(ServiceConfig.class), service.value(), spot);
    }
    return differences.once();
  }

  private void component(Kind kind, String id, Entry entry, Catalog catalog) {
    int slash = id.indexOf('/');
    String type = (slash < 0 ? id : id.substring(0, slash)).strip();
    ComponentFactory<?> factory = catalog.find(kind, type).orElse(null);
    if (factory != null) {
      Spot spot = new Spot(entry.keyPlace(), Words.key(kind.section(), id));
      record(RecordShape.of(factory.configType()), entry.value(), spot);
    }
  }

  private void record(RecordShape shape, Node node, Spot spot) {
    Map<String, Entry> entries =
        node.content() instanceof Mapping mapping ? mapping.entries() : Map.of();
    shape.differs().whole().forEach(text -> hint(spot, text));
    shape
        .differs()
        .set()
        .forEach(
            (key, text) -> {
              Entry entry = entries.get(key);
              if (entry != null && !entry.value().isNull()) {
                hint(spot.key(key, entry), text);
              }
            });
    shape
        .differs()
        .unset()
        .forEach(
            (key, text) -> {
              Entry entry = entries.get(key);
              if (entry != null && CoreSchema.isZero(entry.value())) {
                hint(spot.key(key, entry), text);
              } else if (entry == null || entry.value().isNull()) {
                hint(new Spot(spot.place(), Words.key(spot.path(), key)), text);
              }
            });
    for (Field field : shape.fields()) {
      Entry entry = entries.get(field.key());
      if (field.shape() instanceof OneOf oneOf) {
        variant(oneOf, entries, spot);
      } else if (entry != null) {
        value(field.shape(), entry.value(), spot.key(field.key(), entry));
      }
    }
  }

  private void value(Shape shape, Node node, Spot spot) {
    Node content = node.content();
    if (shape instanceof Block block) {
      record(block.shape(), node, spot);
    } else if (shape instanceof ListOf list && content instanceof Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        Node item = sequence.items().get(i);
        value(list.element(), item, spot.item(i, item));
      }
    } else if (shape instanceof MapOf map && content instanceof Mapping mapping) {
      mapping
          .entries()
          .forEach((key, entry) -> value(map.value(), entry.value(), spot.key(key, entry)));
    }
  }

  private void variant(OneOf oneOf, Map<String, Entry> entries, Spot spot) {
    Entry type = entries.get("type");
    if (type != null
        && type.value() instanceof Scalar name
        && oneOf.registry().defaults().get(name.text()) instanceof Record chosen) {
      Entry block = entries.get(name.text());
      Spot at =
          block == null
              ? new Spot(type.keyPlace(), Words.key(spot.path(), name.text()))
              : spot.key(name.text(), block);
      Node node = block == null ? new Mapping(type.keyPlace(), Map.of()) : block.value();
      record(RecordShape.of(chosen.getClass()), node, at);
    }
  }

  private void hint(Spot spot, String text) {
    hints.add(new Problem(Severity.HINT, spot.place(), spot.path(), "", text, "", null));
  }

  /** The first of each, with how many more there are in the same component. */
  private List<Problem> once() {
    Map<String, List<Problem>> same = new LinkedHashMap<>();
    for (Problem hint : hints) {
      String[] steps = hint.path().split("::", 3);
      String component = steps.length < 2 ? hint.path() : steps[0] + "::" + steps[1];
      same.computeIfAbsent(component + " " + hint.message(), key -> new ArrayList<>()).add(hint);
    }
    return same.values().stream().map(Differences::counted).toList();
  }

  private static Problem counted(List<Problem> same) {
    Problem first = same.get(0);
    int more = same.size() - 1;
    String message = first.message() + (more == 0 ? "" : " (and in " + more + " more)");
    return new Problem(first.severity(), first.place(), first.path(), "", message, "", null);
  }

  private static @Nullable Node content(Mapping mapping, String key) {
    Entry entry = mapping.entries().get(key);
    return entry == null ? null : entry.value().content();
  }
}
