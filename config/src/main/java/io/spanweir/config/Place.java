package io.spanweir.config;

import java.util.Comparator;

/** A character in a source. Ordered as a reader meets them. Immutable. */
public final class Place implements Comparable<Place> {
  private static final Comparator<Place> ORDER =
      Comparator.<Place>comparingInt(p -> p.source.order())
          .thenComparingInt(p -> p.line)
          .thenComparingInt(p -> p.column);

  private final SourceText source;
  private final int line;
  private final int column;

  Place(SourceText source, int line, int column) {
    this.source = source;
    this.line = line;
    this.column = column;
  }

  /** What the user calls the source: a file's path as it was given. */
  public String file() {
    return source.name();
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** From 1, in characters (code points); one past the line's end where something is missing. */
  public int column() {
    return column;
  }

  /** How many characters the line has. */
  int width() {
    return source.width(line);
  }

  /** The line's characters in these columns, from 0; literal secrets are blanked out. */
  int[] part(int from, int to) {
    return source.part(line, from, to);
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Place place
        && place.source == source
        && place.line == line
        && place.column == column;
  }

  @Override
  public int hashCode() {
    return (System.identityHashCode(source) * 31 + line) * 31 + column;
  }

  @Override
  public String toString() {
    return file() + ":" + line + ":" + column;
  }
}
