package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Misread;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.config.Shape.Block;
import io.spanweir.config.Shape.Choice;
import io.spanweir.config.Shape.ListOf;
import io.spanweir.config.Shape.MapOf;
import io.spanweir.config.Shape.Single;
import io.spanweir.core.component.ExtensionRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills records from nodes. A value that can't be bound is reported, the rest is looked at all the
 * same, and no record is made from parts that aren't all there.
 */
final class Binder {
  /** Stands for a value that has been reported. */
  static final Object FAILED = new Object();

  private final Findings findings;
  private final Set<String> extensions;
  private final List<Reference> references = new ArrayList<>();

  /** An extension that some component names. */
  record Reference(ExtensionRef extension, Spot spot) {}

  /**
   * @param extensions types of the extensions that the file configures, there or not
   */
  Binder(Findings findings, Set<String> extensions) {
    this.findings = findings;
    this.extensions = extensions;
  }

  /** Whether the file configures an extension of this type. */
  boolean hasExtension(String type) {
    return extensions.contains(type);
  }

  /**
   * A record from a block.
   *
   * @param spot what is configured, for problems with it as a whole
   * @param base what holds where the block says nothing; null if every key must be there
   * @return null if a problem was reported
   */
  <C extends Record> @Nullable C bind(Class<C> type, Node node, Spot spot, @Nullable C base) {
    Object bound = block(RecordShape.of(type), node, spot, base);
    return type.isInstance(bound) ? type.cast(bound) : null;
  }

  Findings findings() {
    return findings;
  }

  /** The extensions that what was bound so far refers to. */
  List<Reference> references() {
    return references;
  }

  /** The value of any shape, or {@link #FAILED}. */
  Object value(Shape shape, Node node, Spot spot, @Nullable Object base) {
    if (node instanceof Broken) {
      return FAILED;
    }
    if (shape instanceof Block block) {
      Record defaults = base instanceof Record given ? given : block.shape().defaults();
      return block(block.shape(), node, spot, defaults);
    }
    if (shape instanceof ListOf list) {
      return list(list, node, spot);
    }
    if (shape instanceof MapOf map) {
      return map(map, node, spot);
    }
    return scalar(shape, node, spot);
  }

  Object block(RecordShape shape, Node node, Spot spot, @Nullable Record base) {
    Node content = node.content();
    if (content.isNull()) {
      content = new Mapping(spot.place(), Map.of());
    }
    return content instanceof Mapping mapping
        ? new BlockBinding(this, shape, mapping, spot, base).bind()
        : refuse(node, spot, "a block of keys");
  }

  private Object list(ListOf shape, Node node, Spot spot) {
    Node content = node.content();
    if (content.isNull()) {
      return List.of();
    }
    if (!(content instanceof Sequence sequence)) {
      return refuse(node, spot, shape.noun());
    }
    List<Object> values = new ArrayList<>();
    for (Node item : sequence.items()) {
      values.add(value(shape.element(), item, spot.item(values.size(), item), null));
    }
    return values.contains(FAILED) ? FAILED : Collections.unmodifiableList(values);
  }

  private Object map(MapOf shape, Node node, Spot spot) {
    Node content = node.content();
    if (content.isNull()) {
      return Map.of();
    }
    if (!(content instanceof Mapping mapping)) {
      return refuse(node, spot, shape.noun());
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) ->
                values.put(key, value(shape.value(), entry.value(), spot.key(key, entry), null)));
    return values.containsValue(FAILED) ? FAILED : Collections.unmodifiableMap(values);
  }

  private Object scalar(Shape shape, Node node, Spot spot) {
    if (!(node instanceof Scalar scalar)) {
      return refuse(node, spot, shape.noun());
    }
    if (shape == Single.SECRET) {
      scalar.hide();
    }
    try {
      Object value =
          shape instanceof Choice choice
              ? Singles.read(choice, scalar)
              : Singles.read((Single) shape, scalar);
      if (value instanceof ExtensionRef extension) {
        references.add(new Reference(extension, new Spot(scalar.place(), spot.path())));
      }
      return value;
    } catch (BadValueException e) {
      Findings.Report report = findings.at(scalar.place(), spot.path()).value(scalar.shown());
      if (shape instanceof Choice choice) {
        String hint = choice.notYet().get(Words.lower(scalar.text()));
        if (hint != null) {
          report.error(NotThere.message(Words.quote(scalar.text()) + " is a value", hint));
          return FAILED;
        }
        report.expectedOneOf(choice.constants().keySet());
      } else {
        report.expected(e.expected());
      }
      report.error(e.problem());
      return FAILED;
    }
  }

  private Object refuse(Node node, Spot spot, String expected) {
    if (node instanceof Broken) {
      return FAILED;
    }
    if (node.content() instanceof Misread misread) {
      misread.reasons().forEach(findings::add);
      return FAILED;
    }
    findings
        .at(node.place(), spot.path())
        .value(node instanceof Scalar scalar ? scalar.shown() : "")
        .expected(expected)
        .error("there is " + (node.isNull() ? "nothing" : node.noun()) + " here");
    return FAILED;
  }

  /** Whether a node says nothing for a key that must say something. */
  static boolean isEmpty(Entry entry) {
    Node content = entry.value().content();
    return (content instanceof Mapping mapping && mapping.entries().isEmpty())
        || (content instanceof Sequence sequence && sequence.items().isEmpty())
        || (content instanceof Scalar scalar && scalar.text().isBlank());
  }
}
