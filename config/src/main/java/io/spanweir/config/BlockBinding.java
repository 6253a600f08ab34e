package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.config.Node.Style;
import io.spanweir.config.Shape.Block;
import io.spanweir.config.Shape.ListOf;
import io.spanweir.config.Shape.MapOf;
import io.spanweir.config.Shape.OneOf;
import io.spanweir.config.Shape.Single;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Variant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The binding of one block to one record. */
final class BlockBinding {
  private static final String TYPE = "type";

  private final Binder binder;
  private final Findings findings;
  private final RecordShape shape;
  private final Map<String, Entry> entries;
  private final Mapping mapping;
  private final Spot spot;
  private final @Nullable Record base;

  /** Known keys that somebody probably meant by an unknown one; not reported as missing. */
  private final Set<String> misspelled = new HashSet<>();

  BlockBinding(
      Binder binder, RecordShape shape, Mapping mapping, Spot spot, @Nullable Record base) {
    this.binder = binder;
    this.findings = binder.findings();
    this.shape = shape;
    this.mapping = mapping;
    this.entries = mapping.entries();
    this.spot = spot;
    this.base = base;
  }

  Object bind() {
    checkKeys();
    List<@Nullable Object> values = new ArrayList<>();
    for (Field field : shape.fields()) {
      if (field.shape() instanceof OneOf oneOf) {
        values.add(variant(field, oneOf));
      } else {
        values.add(field.others() ? others(field) : value(field));
      }
    }
    return values.contains(Binder.FAILED) || !misspelled.isEmpty()
        ? Binder.FAILED
        : construct(values);
  }

  private void checkKeys() {
    Set<String> known = new LinkedHashSet<>();
    shape.fields().stream().filter(Field::isKey).forEach(field -> known.add(field.key()));
    Set<String> tolerated = new LinkedHashSet<>();
    registry()
        .ifPresent(
            registry -> {
              known.add(TYPE);
              tolerated.addAll(registry.defaults().keySet());
              tolerated.addAll(registry.notYet().keySet());
              tolerated.add(typeName());
            });
    entries.forEach(
        (key, entry) -> {
          boolean other = shape.others().isPresent() && !shape.notYet().containsKey(key);
          if (!known.contains(key) && !tolerated.contains(key) && !other) {
            refuseKey(key, entry, known);
          }
        });
  }

  private void refuseKey(String key, Entry entry, Set<String> known) {
    Findings.Report report = findings.at(entry.keyPlace(), Words.key(spot.path(), key)).value(key);
    RefusedKey refused = shape.notYet().get(key);
    if (refused != null) {
      if (refused.asks(entry.value())) {
        report.error(NotThere.message("is a key", refused.hint()));
      }
      return;
    }
    String nearest = NearestWord.of(key, known);
    if (nearest != null && !entries.containsKey(nearest)) {
      misspelled.add(nearest);
    }
    report.expectedOneOf(known).error("unknown key");
  }

  /** What stands under keys that no other field has. */
  private Object others(Field field) {
    Map<String, Entry> others = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> {
          if (shape.field(key).isEmpty() && !shape.notYet().containsKey(key)) {
            others.put(key, new Entry(entry.keyPlace(), orEmpty(entry.value())));
          }
        });
    return binder.value(field.shape(), new Mapping(mapping.place(), others), spot, null);
  }

  private static Node orEmpty(Node value) {
    return value instanceof Scalar scalar && scalar.isNull()
        ? new Scalar(scalar.place(), "", Style.QUOTED, scalar.extent(), null)
        : value;
  }

  private @Nullable Object value(Field field) {
    Entry entry = entries.get(field.key());
    if (entry == null) {
      return absent(field);
    }
    Spot at = spot.key(field.key(), entry);
    if (field.required() && Binder.isEmpty(entry)) {
      return missing(at, "is empty", wanted(field));
    }
    if (entry.value().isNull() && !means(entry.value(), field)) {
      return absent(field);
    }
    return binder.value(field.shape(), entry.value(), at, field.in(base));
  }

  /** Whether a null says something: a block with its defaults, or a text that looks like null. */
  private static boolean means(Node nothing, Field field) {
    Shape shape = field.shape();
    return (shape instanceof Block && !(field.nullable() && !field.bodyOptional()))
        || ((shape == Single.TEXT || shape == Single.SECRET)
            && nothing instanceof Scalar scalar
            && scalar.style() == Style.SUBSTITUTED);
  }

  private @Nullable Object absent(Field field) {
    if (field.required()) {
      return missingKey(field.key(), wanted(field));
    }
    if (base != null) {
      return field.in(base);
    }
    if (field.nullable()) {
      return null;
    }
    if (field.shape() instanceof ListOf) {
      return List.of();
    }
    if (field.shape() instanceof MapOf) {
      return Map.of();
    }
    if (field.shape() instanceof Block block) {
      Mapping nothing = new Mapping(spot.place(), Map.of());
      Spot at = new Spot(spot.place(), Words.key(spot.path(), field.key()));
      return binder.value(block, nothing, at, null);
    }
    return missingKey(field.key(), wanted(field));
  }

  private Object missingKey(String key, String expected) {
    return misspelled.contains(key)
        ? Binder.FAILED
        : missing(new Spot(spot.place(), Words.key(spot.path(), key)), "is missing", expected);
  }

  /** What a key that must be set takes. */
  private static String wanted(Field field) {
    if (field.shape() instanceof Block block) {
      return "at least one of "
          + block.shape().fields().stream().map(Field::key).collect(Collectors.joining(", "));
    }
    if (field.shape() instanceof MapOf) {
      return "at least one";
    }
    return field.shape() instanceof ListOf ? "a list of at least one" : field.shape().noun();
  }

  private Object missing(Spot at, String problem, String expected) {
    findings.at(at.place(), at.path()).expected(expected).error(problem);
    return Binder.FAILED;
  }

  private Optional<Variant.Registry<?>> registry() {
    return shape.variant().map(field -> ((OneOf) field.shape()).registry());
  }

  /** What the block says its type is, known or not; empty if it says nothing. */
  private String typeName() {
    Entry type = entries.get(TYPE);
    return type != null && type.value() instanceof Scalar name ? name.text() : "";
  }

  private @Nullable Object variant(Field field, OneOf oneOf) {
    Variant.Registry<?> registry = oneOf.registry();
    Entry type = entries.get(TYPE);
    if (type == null || type.value().isNull()) {
      Object otherwise = field.in(base);
      return otherwise != null || field.nullable()
          ? otherwise
          : missingKey(TYPE, Words.oneOf(registry.defaults().keySet()));
    }
    if (!(type.value() instanceof Scalar name)) {
      return type.value() instanceof Broken
          ? Binder.FAILED
          : missing(
              new Spot(type.value().place(), Words.key(spot.path(), TYPE)),
              "there is " + type.value().noun() + " here",
              Words.oneOf(registry.defaults().keySet()));
    }
    Variant chosen = registry.defaults().get(name.text());
    return chosen == null
        ? refuseType(name, registry)
        : variantBlock(name.text(), chosen, registry);
  }

  private Object refuseType(Scalar name, Variant.Registry<?> registry) {
    Findings.Report report =
        findings.at(name.place(), Words.key(spot.path(), TYPE)).value(name.text());
    String hint = registry.notYet().get(name.text());
    if (hint != null) {
      report.error(NotThere.message(Words.quote(name.text()) + " is a type", hint));
    } else if (isOfExtension(name.text(), registry)) {
      String what =
          Words.quote(name.text()) + " is no built-in type, and types of extensions are a feature";
      report.error(NotThere.message(what, registry.ofExtensions()));
    } else {
      report
          .expectedOneOf(registry.defaults().keySet())
          .error("unknown type " + Words.quote(name.text()));
    }
    return Binder.FAILED;
  }

  /** Whether it is the name of an extension, or resembles no type that there is. */
  private boolean isOfExtension(String type, Variant.Registry<?> registry) {
    return !registry.ofExtensions().isEmpty()
        && (binder.hasExtension(type)
            || NearestWord.of(type, registry.defaults().keySet()) == null);
  }

  private Object variantBlock(String name, Variant chosen, Variant.Registry<?> registry) {
    entries.forEach(
        (key, entry) -> {
          boolean isType =
              registry.defaults().containsKey(key) || registry.notYet().containsKey(key);
          if (isType && !key.equals(name) && shape.field(key).isEmpty()) {
            findings
                .at(entry.keyPlace(), Words.key(spot.path(), key))
                .value(key)
                .warning("has no effect, as the type is " + name);
          }
        });
    Record defaults = (Record) chosen;
    RecordShape variantShape = RecordShape.of(defaults.getClass());
    Entry block = entries.get(name);
    Spot at = new Spot(spot.place(), Words.key(spot.path(), name));
    return block == null
        ? binder.block(variantShape, new Mapping(spot.place(), Map.of()), at, defaults)
        : binder.block(variantShape, block.value(), spot.key(name, block), defaults);
  }

  /** A refusal by the record goes to the key that it names. */
  private Object construct(List<@Nullable Object> values) {
    try {
      return shape.construct(values);
    } catch (InvalidConfigException e) {
      refuse(e.key(), e.problem(), e.expected());
    } catch (RuntimeException e) {
      // A record may refuse by any exception of the library it asks, overflow included.
      refuse("", e.getMessage() == null ? e.toString() : e.getMessage(), "");
    }
    return Binder.FAILED;
  }

  private void refuse(String key, String problem, String expected) {
    Node node = mapping;
    Place place = spot.place();
    String path = spot.path();
    for (String step : key.isEmpty() ? new String[0] : key.split("\\.")) {
      Node inner = child(node, step);
      path = node instanceof Sequence ? path + "[" + step + "]" : Words.key(path, step);
      if (inner == null) {
        node = new Broken(place);
        continue;
      }
      boolean said = node instanceof Sequence || (inner instanceof Scalar && !inner.isNull());
      place = said ? inner.place() : keyPlace(node, step);
      node = inner;
    }
    String value = node instanceof Scalar scalar ? scalar.shown() : "";
    boolean shown = value.isEmpty() || problem.contains(value);
    findings
        .at(place, path)
        .value(value)
        .expected(expected)
        .error(shown ? problem : problem + " (" + Words.quote(value) + ")");
  }

  private static @Nullable Node child(Node node, String step) {
    if (node instanceof Mapping block) {
      Entry entry = block.entries().get(step);
      return entry == null ? null : entry.value();
    }
    return node instanceof Sequence list
            && step.matches("[0-9]{1,6}")
            && Integer.parseInt(step) < list.items().size()
        ? list.items().get(Integer.parseInt(step))
        : null;
  }

  private Place keyPlace(Node node, String step) {
    Entry entry = node instanceof Mapping block ? block.entries().get(step) : null;
    return entry == null ? spot.place() : entry.keyPlace();
  }
}
