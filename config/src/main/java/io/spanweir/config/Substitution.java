package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.config.Node.Style;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts variables in where values say {@code ${env:NAME}}, {@code ${env:NAME:-default}} or {@code
 * ${NAME}}; keys are left alone. A value that is a substitution as a whole may become a block or a
 * list.
 */
final class Substitution {
  private final Findings findings;
  private final Function<String, @Nullable String> env;

  Substitution(Findings findings, Function<String, @Nullable String> env) {
    this.findings = findings;
    this.env = env;
  }

  Node in(Node node, String path) {
    if (node instanceof Mapping mapping) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (key, entry) ->
                  entries.put(
                      key, new Entry(entry.keyPlace(), in(entry.value(), Words.key(path, key)))));
      return new Mapping(mapping.place(), Collections.unmodifiableMap(entries));
    }
    if (node instanceof Sequence sequence) {
      List<Node> items = new ArrayList<>();
      for (Node item : sequence.items()) {
        items.add(in(item, Words.item(path, items.size())));
      }
      return new Sequence(sequence.place(), Collections.unmodifiableList(items));
    }
    return node instanceof Scalar scalar && scalar.text().indexOf('$') >= 0
        ? inText(scalar, path)
        : node;
  }

  private Node inText(Scalar scalar, String path) {
    Expansion expansion = new Expansion(env);
    try {
      String text = expansion.of(scalar.text());
      if (!expansion.hasVariables()) {
        return new Scalar(scalar.place(), text, scalar.style(), scalar.extent(), null);
      }
      Node structure = expansion.isWhole(scalar.text()) ? structure(text, scalar) : null;
      return new Scalar(scalar.place(), text, Style.SUBSTITUTED, scalar.extent(), structure);
    } catch (BadValueException e) {
      findings
          .at(scalar.place(), path)
          .value(expansion.variable())
          .expected(e.expected())
          .error(e.problem());
      return new Broken(scalar.place());
    }
  }

  private static @Nullable Node structure(String text, Scalar scalar) {
    Findings mistakes = new Findings();
    Node node = YamlReader.read(text, YamlOrigin.of(scalar), mistakes);
    return node instanceof Scalar || mistakes.hasErrors() ? null : node;
  }
}
