package io.spanweir.config;

import io.spanweir.config.Shape.Block;
import io.spanweir.config.Shape.Choice;
import io.spanweir.config.Shape.ListOf;
import io.spanweir.config.Shape.MapOf;
import io.spanweir.config.Shape.OneOf;
import io.spanweir.config.Shape.Single;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a JSON Schema (draft 7, which editors know best) from the records that the catalog's
 * components own. It takes what the loader takes, {@code ${…}} in place of any value included, but
 * for checks that records make themselves. The same catalog gives the same text.
 */
public final class SchemaPrinter {
  /** Applies to texts only, so that a key which takes something else takes a reference, too. */
  private static final String REFERENCE = "\\$\\{.+\\}";

  private static final String NOTHING = "nothing";

  private final Map<String, Object> definitions = new TreeMap<>();

  private SchemaPrinter() {}

  /** The whole schema. */
  public static String print(Catalog catalog) {
    SchemaPrinter printer = new SchemaPrinter();
    Map<String, Object> sections = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      sections.put(kind.section(), printer.section(kind, catalog));
    }
    RecordShape service = RecordShape.of(ServiceConfig.class);
    sections.put("service", printer.block(service, ServiceConfig.DEFAULT));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "http://json-schema.org/draft-07/schema#");
    root.put("title", "Spanweir configuration");
    root.put("type", "object");
    root.put("properties", sections);
    root.put("additionalProperties", false);
    printer.definitions.put(NOTHING, nothing());
    root.put("definitions", printer.definitions);
    return JsonText.of(root);
  }

  private Map<String, Object> section(Kind kind, Catalog catalog) {
    Map<String, Object> ids = new LinkedHashMap<>();
    for (ComponentFactory<?> factory : catalog.factories()) {
      if (factory.kind() == kind) {
        String types =
            Stream.concat(Stream.of(factory.type()), factory.aliases().stream())
                .collect(Collectors.joining("|"));
        RecordShape shape = RecordShape.of(factory.configType());
        ids.put("^(" + types + ")(/.+)?$", block(shape, factory.defaultConfig()));
      }
    }
    Map<String, Object> schema = typed("object");
    schema.put("patternProperties", ids);
    schema.put("additionalProperties", false);
    return schema;
  }

  /** A block with its keys; one that may hold itself is defined once and referred to. */
  private Map<String, Object> block(RecordShape shape, @Nullable Record defaults) {
    if (shape.variant().isEmpty()) {
      return keys(shape, defaults);
    }
    String name = shape.type().getName().replaceFirst("^io\\.spanweir\\.", "");
    if (!definitions.containsKey(name)) {
      definitions.put(name, Map.of());
      definitions.put(name, keys(shape, defaults));
    }
    return new LinkedHashMap<>(Map.of("$ref", "#/definitions/" + name));
  }

  private Map<String, Object> keys(RecordShape shape, @Nullable Record defaults) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Field field : shape.fields()) {
      if (field.shape() instanceof OneOf oneOf) {
        variants(oneOf, field, properties);
      } else if (field.isKey()) {
        properties.put(field.key(), key(field, field.in(defaults), shape));
        if (field.required()) {
          required.add(field.key());
        }
      }
    }
    shape.notYet().forEach((key, hint) -> properties.putIfAbsent(key, refused(hint)));
    Map<String, Object> schema = typed("object");
    if (!shape.description().isEmpty()) {
      schema.put("description", shape.description());
    }
    schema.put("properties", properties);
    Field others = shape.others().orElse(null);
    schema.put(
        "additionalProperties",
        others != null && others.shape() instanceof MapOf map ? value(map.value(), null) : false);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  private void variants(OneOf oneOf, Field field, Map<String, Object> properties) {
    Variant.Registry<?> registry = oneOf.registry();
    Map<String, Object> type = new LinkedHashMap<>();
    type.put("description", field.description());
    type.put("enum", List.copyOf(registry.defaults().keySet()));
    properties.put("type", type);
    registry
        .defaults()
        .forEach(
            (name, defaults) -> {
              Record record = (Record) defaults;
              properties.put(name, block(RecordShape.of(record.getClass()), record));
            });
  }

  /** A key of the Collector that an editor explains and does not offer. */
  private static Map<String, Object> refused(RefusedKey key) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", NotThere.message("is a key", key.hint()));
    schema.put("doNotSuggest", true);
    if (key.always()) {
      schema.put("anyOf", List.of(off()));
    } else if (key.standards().isEmpty()) {
      schema.put("anyOf", List.of(Map.of("$ref", "#/definitions/" + NOTHING)));
    } else {
      schema.put("anyOf", standards(key));
    }
    return schema;
  }

  /** What {@link RefusedKey} takes of this key; texts also as numbers and truth values. */
  private static List<Map<String, Object>> standards(RefusedKey key) {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(null);
    values.add("");
    if (key.takesEmpty()) {
      values.addAll(List.of(List.of(), Map.of()));
      for (String standard : key.standards()) {
        values.add(standard);
        Boolean truth = CoreSchema.truth(standard);
        if (truth != null) {
          values.add(truth);
        } else if (CoreSchema.isNumber(standard)) {
          values.add(CoreSchema.number(standard).intValue());
        }
        values.add(List.of(standard.split(",")));
        seconds(standard).ifPresent(values::add);
      }
    }
    return List.of(Map.of("enum", values), text(REFERENCE), off());
  }

  /** A duration in its other spelling; empty for what is none. */
  private static Optional<String> seconds(String standard) {
    try {
      return Optional.of(GoDuration.parse(standard).toSeconds() + "s");
    } catch (BadValueException e) {
      return Optional.empty();
    }
  }

  /** What asks for nothing under any key of the Collector. */
  private static Map<String, Object> nothing() {
    List<@Nullable Object> values = new ArrayList<>(List.of(false, 0, List.of()));
    values.add(null);
    Map<String, Object> block = new LinkedHashMap<>();
    block.put("type", "object");
    block.put("additionalProperties", Map.of("$ref", "#/definitions/" + NOTHING));
    return Map.of(
        "anyOf",
        List.of(
            Map.of("enum", values), text("^(0s|[nN][oO][nN][eE])?$|" + REFERENCE), off(), block));
  }

  /** A block that says itself that it is none. */
  private static Map<String, Object> off() {
    Map<String, Object> off = new LinkedHashMap<>();
    off.put("type", "object");
    off.put("properties", Map.of("enabled", Map.of("enum", List.of(false))));
    off.put("required", List.of("enabled"));
    return off;
  }

  private static Map<String, Object> text(String pattern) {
    return new TreeMap<>(Map.of("type", "string", "pattern", pattern));
  }

  private Map<String, Object> key(Field field, @Nullable Object value, RecordShape holder) {
    Map<String, Object> schema = value(field.shape(), value);
    String differs = holder.differs().set().get(field.key());
    String description =
        field.description()
            + (differs == null ? "" : " (not as in the Collector: " + differs + ")");
    schema.put("description", description);
    boolean single = field.shape() instanceof Single || field.shape() instanceof Choice;
    if (value != null && single && !field.required()) {
      schema.put("default", Plain.of(field.shape(), value));
    }
    return schema;
  }

  private Map<String, Object> value(Shape shape, @Nullable Object value) {
    if (shape instanceof Block block) {
      Record defaults = value instanceof Record given ? given : block.shape().defaults();
      return block(block.shape(), defaults);
    }
    if (shape instanceof ListOf list) {
      Map<String, Object> schema = typed("array");
      schema.put("items", value(list.element(), null));
      return schema;
    }
    if (shape instanceof MapOf map) {
      Map<String, Object> schema = typed("object");
      schema.put("additionalProperties", value(map.value(), null));
      return schema;
    }
    return shape instanceof Choice choice ? choice(choice) : single((Single) shape);
  }

  /** Words to offer, and the same in any case, as the loader takes them. */
  private static Map<String, Object> choice(Choice choice) {
    List<@Nullable Object> words = new ArrayList<>(choice.constants().keySet());
    words.add(null);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("anyOf", List.of(Map.of("enum", words), text(anyCase(choice) + "|" + REFERENCE)));
    return schema;
  }

  /** One of the words; schemas have no flag for it. */
  private static String anyCase(Choice choice) {
    return choice.constants().keySet().stream()
        .map(word -> word.chars().mapToObj(SchemaPrinter::anyCase).collect(Collectors.joining()))
        .collect(Collectors.joining("|", "^(", ")$"));
  }

  private static String anyCase(int letter) {
    char lower = Character.toLowerCase((char) letter);
    char upper = Character.toUpperCase((char) letter);
    return lower == upper ? escaped(lower) : "[" + lower + upper + "]";
  }

  /** Words have letters, digits and signs such as - and _, of which the point means more. */
  private static String escaped(char sign) {
    return sign == '.' ? "\\." : String.valueOf(sign);
  }

  private static Map<String, Object> single(Single shape) {
    return switch (shape) {
      case TRUTH -> typed("boolean");
      case INT, LONG -> typed("integer");
      case DOUBLE -> typed("number");
      case DURATION, SIZE -> schema(List.of("string", "integer", "null"));
      default -> schema(List.of("string", "number", "boolean", "null"));
    };
  }

  /** Of a type, or nothing, or a reference. */
  private static Map<String, Object> typed(String type) {
    Map<String, Object> schema = schema(List.of(type, "null", "string"));
    schema.put("pattern", REFERENCE);
    return schema;
  }

  private static Map<String, Object> schema(List<String> types) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", types);
    return schema;
  }
}
