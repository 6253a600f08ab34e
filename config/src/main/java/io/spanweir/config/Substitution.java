package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Misread;
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
 * Puts variables and files in where values say {@code ${env:NAME}}, {@code ${env:NAME:-default}},
 * {@code ${NAME}} or {@code ${file:PATH}}; keys are left alone. A value that is a reference as a
 * whole may become a block or a list; what is wrong within a file is said with the file's place.
 */
final class Substitution {
  private static final int FILES_DEPTH_MAX = 20;

  /** Files that are put in come after all sources when problems are put in order. */
  private int fileOrder = 1_000_000;

  private final Findings findings;
  private final References references;
  private final boolean elsewhere;
  private int fileDepth;

  /**
   * @param elsewhere whether the configuration is looked at and not run, so that variables need not
   *     be set
   */
  Substitution(Findings findings, Function<String, @Nullable String> env, boolean elsewhere) {
    this.findings = findings;
    this.references = new References(env);
    this.elsewhere = elsewhere;
  }

  /** A whole configuration with everything put in. */
  Node of(Mapping root) {
    return in(root, "");
  }

  private Node in(Node node, String path) {
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
    Expansion expansion = new Expansion(references);
    try {
      // An alias of one long text makes a new text wherever it stands.
      references.spend(scalar.text().length());
      String file = expansion.wholeFile(scalar.text());
      return file == null ? expanded(scalar, expansion) : included(scalar, file, expansion, path);
    } catch (BadValueException e) {
      Findings.Report report = findings.at(scalar.place(), path).value(expansion.variable());
      if (elsewhere && e.isUnset()) {
        report.hint(e.problem() + " here");
      } else {
        report.expected(e.expected()).error(e.problem());
      }
      return new Broken(scalar.place());
    }
  }

  private static Node expanded(Scalar scalar, Expansion expansion) throws BadValueException {
    String text = expansion.of(scalar.text());
    if (!expansion.hasReferences()) {
      return new Scalar(scalar.place(), text, scalar.style(), scalar.extent(), null);
    }
    Node structure = expansion.isWhole(scalar.text()) ? structure(text, scalar) : null;
    return new Scalar(scalar.place(), text, Style.SUBSTITUTED, scalar.extent(), structure);
  }

  private static @Nullable Node structure(String text, Scalar scalar) {
    Findings mistakes = new Findings();
    Node node = YamlReader.read(text, YamlOrigin.of(scalar), mistakes);
    return node instanceof Scalar || mistakes.hasErrors() ? null : node;
  }

  /** A value that is a file as a whole. */
  private Node included(Scalar scalar, String file, Expansion expansion, String path)
      throws BadValueException {
    String text = references.file(file);
    references.spend(text.length());
    SourceText source = new SourceText(file, fileOrder++, text);
    Findings mistakes = new Findings();
    Node node = YamlText.read(text, source, mistakes);
    if (mistakes.hasErrors()) {
      node = new Misread(scalar.place(), mistakes.all());
    } else if (node instanceof Mapping || node instanceof Sequence) {
      return new Scalar(
          scalar.place(), text, Style.SUBSTITUTED, scalar.extent(), within(node, path));
    }
    String value = expansion.of(scalar.text());
    Node structure = node instanceof Misread ? node : null;
    return new Scalar(scalar.place(), value, Style.SUBSTITUTED, scalar.extent(), structure);
  }

  private Node within(Node node, String path) throws BadValueException {
    if (fileDepth >= FILES_DEPTH_MAX) {
      throw new BadValueException("files refer to each other too deeply", "an end to them");
    }
    fileDepth++;
    Node all = in(node, path);
    fileDepth--;
    return all;
  }
}
