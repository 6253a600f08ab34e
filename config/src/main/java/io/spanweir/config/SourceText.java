package io.spanweir.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The text of one source, by lines, so that a problem can show the one it is about. Literal secrets
 * are blanked out in what is shown.
 */
final class SourceText {
  private final String name;
  private final int order;
  private final List<String> lines;
  private final int[] widths;
  private final Set<Node.Extent> secrets = new HashSet<>();

  /**
   * @param name what the user calls the source
   * @param order its position among the sources, from 0
   */
  SourceText(String name, int order, String text) {
    this.name = name;
    this.order = order;
    this.lines = List.of(text.split("\r\n|\r|\n", -1));
    this.widths = lines.stream().mapToInt(line -> line.codePointCount(0, line.length())).toArray();
  }

  String name() {
    return name;
  }

  int order() {
    return order;
  }

  /** The place with these numbers, from 0; past the end of the text it is the end. */
  Place place(int line, int column) {
    int existing = Math.min(line, lines.size() - 1);
    int width = widths[existing];
    return new Place(this, existing + 1, (existing < line ? width : Math.min(column, width)) + 1);
  }

  /** Keeps a part of the text out of every shown line. */
  void hide(Node.Extent secret) {
    secrets.add(secret);
  }

  boolean isHidden(Node.Extent part) {
    return secrets.contains(part);
  }

  /**
   * @param line from 1
   */
  int width(int line) {
    return widths[line - 1];
  }

  /**
   * A part of a line, as it may be shown.
   *
   * @param line from 1
   * @param from column, from 0
   * @param to column, exclusive
   */
  int[] part(int line, int from, int to) {
    String text = lines.get(line - 1);
    int start = text.offsetByCodePoints(0, from);
    int end = text.offsetByCodePoints(start, to - from);
    int[] shown = text.substring(start, end).codePoints().toArray();
    for (Node.Extent secret : secrets) {
      secret.blank(line - 1, from, shown);
    }
    return shown;
  }
}
