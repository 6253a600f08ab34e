package io.spanweir.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ${…}} may read: variables, and files relative to the working directory. One per
 * configuration, as what all of its references bring in together is bounded: a small file could
 * name a large one a thousand times.
 */
final class References {
  static final int FILE_BYTES_MAX = 1 << 20;
  private static final int CHARACTERS_MAX = 4 << 20;

  private final Function<String, @Nullable String> env;
  private final Map<String, String> files = new HashMap<>();
  private int characterCount;

  /**
   * @param env the value of a variable, null if it isn't set
   */
  References(Function<String, @Nullable String> env) {
    this.env = env;
  }

  @Nullable String variable(String name) {
    return env.apply(name);
  }

  /** The text of a file, in UTF-8, read once. */
  String file(String name) throws BadValueException {
    String known = files.get(name);
    if (known != null) {
      return known;
    }
    try {
      Path path = Path.of(name);
      // A pipe would be waited for, and a device has no end.
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        throw new BadValueException(name + " is no file", "the path of a file");
      }
      String text = withoutLastBreak(ConfigSource.read(path, FILE_BYTES_MAX));
      files.put(name, text);
      return text;
    } catch (ConfigSource.UnreadableException e) {
      throw new BadValueException(name + ": " + e.problem(), "${file:PATH} of a readable file");
    } catch (InvalidPathException e) {
      throw new BadValueException(Words.quote(name) + " is no path", "${file:PATH}");
    }
  }

  /** Editors end a file with a line break that nobody means to be part of a token. */
  private static String withoutLastBreak(String text) {
    int end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
    return text.substring(0, text.length() - end);
  }

  /** Counts what a reference has brought in. */
  void spend(int characters) throws BadValueException {
    characterCount += characters;
    if (characterCount > CHARACTERS_MAX) {
      characterCount = CHARACTERS_MAX;
      throw new BadValueException(
          "all references together bring in more than 4 MiB", "less of them");
    }
  }
}
