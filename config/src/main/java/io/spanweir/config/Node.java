package io.spanweir.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a configuration that knows where it was written. Immutable. */
sealed interface Node {
  Place place();

  /** What it is, for a message. */
  String noun();

  /** What it is where a block or a list is wanted. */
  default Node content() {
    return this;
  }

  /** Whether it says nothing, so that the default holds. */
  default boolean isNull() {
    return false;
  }

  /**
   * Keys and values.
   *
   * @param entries in the order of the text
   */
  record Mapping(Place place, Map<String, Entry> entries) implements Node {
    @Override
    public String noun() {
      return "a block of keys";
    }
  }

  /** A value and the place of its key. */
  record Entry(Place keyPlace, Node value) {}

  record Sequence(Place place, List<Node> items) implements Node {
    @Override
    public String noun() {
      return "a list";
    }
  }

  /** How a scalar came to be, which decides how it may be read. */
  enum Style {
    /** May be a number, true or false, or nothing. */
    PLAIN,
    /** Is a text. */
    QUOTED,
    /** Holds what came from outside: is what the key it is for wants it to be. */
    SUBSTITUTED
  }

  /**
   * @param structure what the text is when read as YAML, if it is a substitution as a whole and
   *     that is a block or a list, or a file that is no YAML
   */
  record Scalar(Place place, String text, Style style, Extent extent, @Nullable Node structure)
      implements Node {
    @Override
    public String noun() {
      return style == Style.QUOTED ? "a text in quotes" : Words.quote(text);
    }

    @Override
    public boolean isNull() {
      return style != Style.QUOTED && CoreSchema.isNull(text);
    }

    @Override
    public Node content() {
      return structure == null ? this : structure;
    }

    /** Keeps the text out of every line that is shown. */
    void hide() {
      extent.hide();
    }

    /** The text, unless it is hidden. */
    String shown() {
      return extent.isHidden() ? "" : text;
    }
  }

  /** From where to where a scalar is written, in lines and columns from 0. */
  record Extent(SourceText source, int line, int column, int endLine, int endColumn) {
    void hide() {
      source.hide(this);
    }

    boolean isHidden() {
      return source.isHidden(this);
    }

    /** Replaces what is within by stars, in a part of a line of the source. */
    void blank(int shownLine, int shownFrom, int[] shown) {
      if (shownLine < line || shownLine > endLine) {
        return;
      }
      int from = shownLine == line ? Math.max(0, column - shownFrom) : 0;
      int to = shownLine == endLine ? endColumn - shownFrom : shown.length;
      for (int i = from; i < Math.min(to, shown.length); i++) {
        shown[i] = '*';
      }
    }
  }

  /**
   * What came out of a file that is no YAML: a text for who wants one, and the reasons for who
   * wants more.
   */
  record Misread(Place place, List<Problem> reasons) implements Node {
    @Override
    public String noun() {
      return "no YAML";
    }
  }

  /** Stands where a problem has been reported already, so that nobody reports another. */
  record Broken(Place place) implements Node {
    @Override
    public String noun() {
      return "broken";
    }
  }
}
