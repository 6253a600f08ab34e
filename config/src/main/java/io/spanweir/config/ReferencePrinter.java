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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the configuration reference, in Markdown, from the records that the catalog's components
 * own: a table of keys for each component, one for each type of what comes in types, and the keys
 * of the Collector that are refused. The same catalog gives the same text.
 */
public final class ReferencePrinter {
  private static final String HEADER = "| key | type | default | meaning |\n|---|---|---|---|\n";

  private final StringBuilder page = new StringBuilder();

  /** Variants met in the component under way, by where they were met first. */
  private final Map<Class<? extends Variant>, String> variants = new LinkedHashMap<>();

  private final Deque<Class<? extends Variant>> variantsToPrint = new ArrayDeque<>();
  private final Map<String, String> notYet = new LinkedHashMap<>();
  private final Set<Difference> differences = new LinkedHashSet<>();

  private ReferencePrinter() {}

  /** The whole page. */
  public static String print(Catalog catalog) {
    ReferencePrinter printer = new ReferencePrinter();
    printer.page.append("# Configuration reference\n");
    for (Kind kind : Kind.values()) {
      List<ComponentFactory<?>> factories =
          catalog.factories().stream().filter(f -> f.kind() == kind).toList();
      if (!factories.isEmpty()) {
        printer.page.append("\n## ").append(kind.section()).append('\n');
        factories.forEach(printer::component);
      }
    }
    printer.page.append("\n## service\n");
    printer.record(ServiceConfig.class, ServiceConfig.DEFAULT);
    return printer.page.toString();
  }

  /** A table of all that differs from the OpenTelemetry Collector, component by component. */
  public static String printDifferences(Catalog catalog) {
    StringBuilder table = new StringBuilder("| component | key | here |\n|---|---|---|\n");
    for (ComponentFactory<?> factory : catalog.factories()) {
      ReferencePrinter printer = new ReferencePrinter();
      printer.record(factory.configType(), factory.defaultConfig());
      String name = code(factory.type()) + " " + Words.lower(factory.kind().name());
      printer.differences.forEach(d -> table.append(d.row(name)));
    }
    ReferencePrinter service = new ReferencePrinter();
    service.record(ServiceConfig.class, ServiceConfig.DEFAULT);
    service.differences.forEach(d -> table.append(d.row("`service`")));
    return table.toString();
  }

  private void component(ComponentFactory<?> factory) {
    page.append("\n### ").append(factory.type()).append('\n');
    if (!factory.aliases().isEmpty()) {
      page.append("\nAlso called `").append(String.join("`, `", factory.aliases())).append("`.\n");
    }
    record(factory.configType(), factory.defaultConfig());
  }

  private void record(Class<? extends Record> type, Record defaults) {
    variants.clear();
    notYet.clear();
    differences.clear();
    RecordShape shape = RecordShape.of(type);
    paragraph(shape.description());
    page.append('\n').append(HEADER);
    rows(shape, "", defaults);
    while (!variantsToPrint.isEmpty()) {
      variant(variantsToPrint.removeFirst());
    }
    if (!differences.isEmpty()) {
      page.append("\nNot as in the OpenTelemetry Collector:\n\n");
      differences.forEach(d -> page.append(d.item()));
    }
    if (!notYet.isEmpty()) {
      page.append(
          "\nKeys of the OpenTelemetry Collector that are refused, unless they ask for nothing:\n\n");
      notYet.forEach((key, hint) -> page.append("- `" + key + "`" + colon(hint) + "\n"));
    }
  }

  private static String colon(String hint) {
    return hint.isEmpty() ? "" : ": " + hint;
  }

  private void paragraph(String text) {
    if (!text.isEmpty()) {
      page.append('\n').append(text).append('\n');
    }
  }

  private void rows(RecordShape shape, String prefix, @Nullable Record defaults) {
    shape.notYet().forEach((key, refused) -> notYet.put(prefix + key, refused.hint()));
    differs(shape.differs(), prefix);
    for (Field field : shape.fields()) {
      Object value = field.in(defaults);
      if (field.shape() instanceof OneOf oneOf) {
        variantRow(oneOf, prefix, field);
      } else {
        String key = prefix + (field.others() ? "*" : field.key());
        String type = type(field.shape()) + sameAs(field.shape());
        if (field.shape() instanceof Choice choice) {
          choice.notYet().forEach((word, hint) -> notYet.put(key + ": " + word, hint));
        }
        row(key, type, standard(field, value, defaults == null), field.description());
        nested(field.shape(), key, value);
      }
    }
  }

  private void differs(RecordShape.Differing differing, String prefix) {
    String block = prefix.isEmpty() ? "" : code(prefix.substring(0, prefix.length() - 1));
    differing.whole().forEach(text -> differences.add(new Difference(block, text)));
    differing.set().forEach((k, text) -> differences.add(new Difference(code(prefix + k), text)));
    differing
        .unset()
        .forEach(
            (k, text) -> differences.add(new Difference(code(prefix + k) + " left out", text)));
  }

  private static String code(String key) {
    return "`" + key + "`";
  }

  /**
   * @param key in Markdown; empty for the whole
   */
  private record Difference(String key, String text) {
    String item() {
      return "- " + (key.isEmpty() ? text : key + ": " + text) + "\n";
    }

    String row(String component) {
      return "| " + component + " | " + key + " | " + text.replace("|", "\\|") + " |\n";
    }
  }

  /** Where the keys of a block that holds itself are listed; empty for the first of them. */
  private String sameAs(Shape shape) {
    Shape item = shape instanceof ListOf list ? list.element() : shape;
    Class<? extends Variant> type = item instanceof Block block ? variantOf(block.shape()) : null;
    String prefix = type == null ? null : variants.get(type);
    return prefix == null ? "" : ", as `" + prefix.substring(0, prefix.length() - 1) + "`";
  }

  private void nested(Shape shape, String key, @Nullable Object value) {
    if (shape instanceof Block block) {
      Record defaults = value instanceof Record given ? given : block.shape().defaults();
      if (sameAs(shape).isEmpty()) {
        rows(block.shape(), key + ".", defaults);
      }
    } else if (shape instanceof ListOf list) {
      nested(list.element(), key + "[]", null);
    } else if (shape instanceof MapOf map) {
      nested(map.value(), key + ".*", null);
    }
  }

  private static @Nullable Class<? extends Variant> variantOf(RecordShape shape) {
    return shape.variant().map(f -> ((OneOf) f.shape()).type()).orElse(null);
  }

  private void variantRow(OneOf shape, String prefix, Field field) {
    String types = String.join("`, `", shape.registry().defaults().keySet());
    row(prefix + "type", "one of `" + types + "`", "required", field.description());
    if (variants.putIfAbsent(shape.type(), prefix) == null) {
      variantsToPrint.add(shape.type());
    }
  }

  private void variant(Class<? extends Variant> type) {
    String prefix = variants.getOrDefault(type, "");
    Variant.Registry<?> registry = Reflect.registry(type);
    registry
        .defaults()
        .forEach(
            (name, defaults) -> {
              RecordShape shape = RecordShape.of(((Record) defaults).getClass());
              page.append("\n#### `").append(prefix).append("type: ").append(name).append("`\n");
              paragraph(shape.description());
              if (shape.fields().isEmpty()) {
                differs(shape.differs(), name + ".");
              } else {
                page.append('\n').append(HEADER);
                rows(shape, name + ".", (Record) defaults);
              }
            });
    registry.notYet().forEach((name, hint) -> notYet.put(prefix + "type: " + name, hint));
  }

  private void row(String key, String type, String standard, String meaning) {
    page.append("| `" + key + "` | " + type + " | " + standard + " | ");
    page.append(meaning.replace("|", "\\|")).append(" |\n");
  }

  private static String type(Shape shape) {
    if (shape instanceof Choice choice) {
      return "one of `" + String.join("`, `", choice.constants().keySet()) + "`";
    }
    if (shape instanceof ListOf list) {
      return "list" + (list.element() instanceof Block ? "" : " of " + type(list.element()));
    }
    if (shape instanceof MapOf map) {
      return "map" + (map.value() instanceof Block ? "" : " of " + type(map.value()));
    }
    if (shape instanceof Single single) {
      return switch (single) {
        case TEXT -> "text";
        case TRUTH -> "true or false";
        case INT, LONG -> "whole number";
        case DOUBLE -> "number";
        case DURATION -> "duration";
        case SIZE -> "size";
        case SECRET -> "secret text";
        case EXTENSION -> "id of an extension";
        case ANY -> "text, number, true or false";
      };
    }
    return "block";
  }

  /**
   * @param bare whether the record has no default as a whole, so that keys without one are required
   */
  private static String standard(Field field, @Nullable Object value, boolean bare) {
    if (field.required()) {
      return "required";
    }
    if (field.shape() instanceof Block) {
      return value == null && field.nullable() ? "absent" : "";
    }
    if (value != null) {
      String text = String.valueOf(Plain.of(field.shape(), value));
      return text.isEmpty() ? "empty" : "`" + text + "`";
    }
    boolean optional =
        !bare
            || field.nullable()
            || field.shape() instanceof ListOf
            || field.shape() instanceof MapOf;
    return optional ? "absent" : "required";
  }
}
