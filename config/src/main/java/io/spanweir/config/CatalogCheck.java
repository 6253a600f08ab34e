package io.spanweir.config;

import io.spanweir.config.Shape.Block;
import io.spanweir.config.Shape.ListOf;
import io.spanweir.config.Shape.MapOf;
import io.spanweir.config.Shape.OneOf;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Variant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds what is wrong with the records of a catalog before a user does; a test of whoever makes the
 * catalog asks.
 */
public final class CatalogCheck {
  private final List<String> problems = new ArrayList<>();
  private final Set<Class<?>> seen = new HashSet<>();

  private CatalogCheck() {}

  /** Mistakes in records and factories, a sentence each; empty if there are none. */
  public static List<String> problems(Catalog catalog) {
    CatalogCheck check = new CatalogCheck();
    Set<String> types = new HashSet<>();
    for (ComponentFactory<?> factory : catalog.factories()) {
      Stream.concat(Stream.of(factory.type()), factory.aliases().stream())
          .map(type -> factory.kind().section() + "::" + type)
          .filter(type -> !types.add(type))
          .forEach(type -> check.problems.add(type + " is there twice"));
      if (factory.defaultConfig().getClass() != factory.configType()) {
        check.problems.add(factory.type() + " has a default of another type");
      }
      check.record(factory.configType());
    }
    check.record(ServiceConfig.class);
    return check.problems;
  }

  private void record(Class<? extends Record> type) {
    if (!seen.add(type)) {
      return;
    }
    try {
      RecordShape shape = RecordShape.of(type);
      shape.defaults();
      if (shape.description().isEmpty()) {
        problems.add(type.getName() + " has no description");
      }
      shape.fields().forEach(field -> field(shape, field));
      Stream.of(shape.differs().set(), shape.differs().unset())
          .flatMap(texts -> texts.keySet().stream())
          .filter(key -> shape.field(key).isEmpty())
          .forEach(key -> problems.add(type.getName() + " differs in " + key + ", which it lacks"));
    } catch (RuntimeException e) {
      problems.add(type.getName() + ": " + e.getMessage());
    }
  }

  private void field(RecordShape shape, Field field) {
    String name = shape.type().getName() + "." + field.key();
    if (field.description().isEmpty()) {
      problems.add(name + " has no description");
    }
    if (shape.notYet().containsKey(field.key())) {
      problems.add(name + " is there and not there yet");
    }
    shape(field.shape(), name);
  }

  private void shape(Shape shape, String name) {
    if (shape instanceof Block block) {
      record(block.type());
    } else if (shape instanceof ListOf list) {
      shape(list.element(), name);
    } else if (shape instanceof MapOf map) {
      shape(map.value(), name);
    } else if (shape instanceof OneOf oneOf) {
      variants(oneOf, name);
    }
  }

  private void variants(OneOf oneOf, String name) {
    Set<Class<?>> types = new HashSet<>();
    for (Variant variant : oneOf.registry().defaults().values()) {
      if (!(variant instanceof Record record)) {
        problems.add(variant.getClass().getName() + " is no record");
      } else if (!types.add(record.getClass())) {
        problems.add(name + " has two types of the same record");
      } else {
        record(record.getClass());
      }
    }
  }
}
