package io.spanweir.core.component;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code type} or {@code type/name}, as components are called in a configuration file. Rules of the
 * OpenTelemetry Collector: a type is a letter and up to 62 letters, digits or underscores; a name
 * is 1 to 1024 characters without white space or control characters.
 *
 * @param type which factory makes it
 * @param name tells instances of one type apart; empty for the one without a name
 */
public record ComponentId(String type, String name) implements Comparable<ComponentId> {
  private static final Pattern TYPE = Pattern.compile("[a-zA-Z][0-9a-zA-Z_]{0,62}");
  private static final Pattern NAME = Pattern.compile("[^\\s\\p{Cntrl}]{1,1024}");

  public ComponentId {
    if (!TYPE.matcher(type).matches()) {
      throw new IllegalArgumentException(
          "\"" + type + "\" is not a component type: expected a letter, then letters, digits or _");
    }
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is not a component name: expected 1 to 1024 characters without spaces");
    }
  }

  /** Reads {@code type} or {@code type/name}. */
  public static ComponentId parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new ComponentId(text.strip(), "");
    }
    String name = text.substring(slash + 1).strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("\"" + text + "\" has no name after the slash");
    }
    return new ComponentId(text.substring(0, slash).strip(), name);
  }

  /** Written out, as is {@link #hashCode}: what a record makes of them a start has to wait for. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ComponentId that && type.equals(that.type) && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + name.hashCode();
  }

  @Override
  public int compareTo(ComponentId other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return name.isEmpty() ? type : type + "/" + name;
  }
}
