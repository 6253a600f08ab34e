package io.spanweir.config;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The expansion of one value. What a variable or a file holds, and what stands as a default, is
 * expanded in turn; work, depth and size of that are bounded. A default is looked at only when it
 * is needed.
 */
final class Expansion {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+");
  private static final String FILE = "file:";
  private static final int EXPANSIONS_MAX = 1_000;
  private static final int DEPTH_MAX = 50;
  private static final int LENGTH_MAX = 1 << 20;

  private final References references;
  private int expansionCount;
  private String variable = "";

  Expansion(References references) {
    this.references = references;
  }

  String of(String text) throws BadValueException {
    return expand(text, 0);
  }

  /** Whether there was more to it than {@code $$}. */
  boolean hasReferences() {
    return expansionCount > 0;
  }

  /** The name of what was looked up last; the one at fault when an expansion fails. */
  String variable() {
    return variable;
  }

  /** Whether a text is one substitution and nothing beside it. */
  boolean isWhole(String text) throws BadValueException {
    return text.startsWith("${") && end(text, 0) == text.length() - 1;
  }

  /**
   * The path of the file that a text is a reference to, as a whole; null if it is something else.
   */
  @Nullable String wholeFile(String text) throws BadValueException {
    if (!isWhole(text)) {
      return null;
    }
    String content = text.substring(2, text.length() - 1);
    return content.startsWith(FILE) ? path(content, 0) : null;
  }

  private String path(String content, int depth) throws BadValueException {
    variable = expand(content.substring(FILE.length()), depth + 1);
    return variable;
  }

  private String expand(String text, int depth) throws BadValueException {
    if (depth > DEPTH_MAX) {
      throw new BadValueException("references lead to each other too deeply", "an end to them");
    }
    StringBuilder result = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', done)) {
      result.append(text, done, at);
      if (text.startsWith("$$", at)) {
        result.append('$');
        done = at + 2;
      } else if (text.startsWith("${", at)) {
        int end = end(text, at);
        result.append(reference(text.substring(at + 2, end), depth));
        done = end + 1;
      } else {
        result.append('$');
        done = at + 1;
      }
      if (result.length() > LENGTH_MAX) {
        throw new BadValueException("references make this longer than 1 MiB", "a shorter value");
      }
    }
    return result.append(text, done, text.length()).toString();
  }

  /** The closing brace of the reference that opens at an index, over references inside of it. */
  private static int end(String text, int open) throws BadValueException {
    int level = 0;
    for (int i = open; i < text.length(); i++) {
      if (text.startsWith("$$", i)) {
        i++;
      } else if (text.startsWith("${", i)) {
        level++;
      } else if (text.charAt(i) == '}' && --level == 0) {
        return i;
      }
    }
    throw new BadValueException(
        "${ is not closed", "${env:NAME}, or $${ for the characters themselves");
  }

  private String reference(String content, int depth) throws BadValueException {
    if (++expansionCount > EXPANSIONS_MAX) {
      throw new BadValueException("has too many references", "at most " + EXPANSIONS_MAX);
    }
    if (content.startsWith(FILE)) {
      String file = references.file(path(content, depth));
      references.spend(file.length());
      return expand(file, depth + 1);
    }
    int split = defaultSplit(content);
    String head = expand(split < 0 ? content : content.substring(0, split), depth + 1);
    int colon = head.indexOf(':');
    String scheme = colon < 0 ? "env" : head.substring(0, colon);
    String name = head.substring(colon + 1);
    checkReference(scheme, name, head);
    variable = name;
    String value = references.variable(name);
    if (value != null) {
      references.spend(value.length());
      return expand(value, depth + 1);
    }
    if (split < 0) {
      throw BadValueException.unset(name);
    }
    return expand(content.substring(split + 2), depth + 1);
  }

  /** Where {@code :-} begins a default, outside of references; -1 if there is none. */
  private static int defaultSplit(String content) throws BadValueException {
    for (int i = 0; i < content.length(); i++) {
      if (content.startsWith("${", i)) {
        i = end(content, i);
      } else if (content.startsWith(":-", i)) {
        return i;
      }
    }
    return -1;
  }

  private static void checkReference(String scheme, String name, String head)
      throws BadValueException {
    switch (scheme) {
      case "env" -> {
        if (!NAME.matcher(name).matches()) {
          throw new BadValueException(
              Words.quote(name) + " is no name of a variable", "letters, digits and _");
        }
      }
      case "yaml", "http", "https" ->
          throw new BadValueException(
              "${" + scheme + ":…} is not there yet", "${env:NAME} or ${file:PATH}");
      case "file" ->
          throw new BadValueException("file: comes out of another reference", "it written out");
      default -> {
        String problem =
            SCHEME.matcher(scheme).matches()
                ? Words.quote(scheme) + " is nothing to read a value from"
                : Words.quote(head) + " is no reference";
        throw new BadValueException(
            problem, "${env:NAME}, ${file:PATH}, or $${ for the characters themselves");
      }
    }
  }
}
