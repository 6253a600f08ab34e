package io.spanweir.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a configuration, or a part of one, is read from. */
public final class ConfigSource {
  /** Larger sources are refused unread. */
  static final int BYTES_MAX = 3 << 20;

  private static final String READABLE = "a readable YAML file";

  private final String name;
  private final Reader reader;
  private final Form form;

  private ConfigSource(String name, Reader reader, Form form) {
    this.name = name;
    this.reader = reader;
    this.form = form;
  }

  /** A file, in UTF-8; read when the configuration is loaded. */
  public static ConfigSource file(Path path) {
    return new ConfigSource(path.toString(), () -> read(path, BYTES_MAX), YamlText::read);
  }

  /**
   * A text in memory.
   *
   * @param name what problems call it
   */
  public static ConfigSource text(String name, String yaml) {
    return new ConfigSource(name, () -> yaml, YamlText::read);
  }

  /**
   * What the option {@code --config} names: a path, {@code file:PATH}, {@code env:NAME} for a
   * variable that holds YAML, or {@code yaml:TEXT}.
   *
   * @param number which one it is, from 1; problems call a text by it
   * @param env the value of a variable, null if it isn't set
   */
  public static ConfigSource option(
      String location, int number, Function<String, @Nullable String> env) {
    int colon = location.indexOf(':');
    String rest = location.substring(colon + 1);
    return switch (colon < 0 ? "" : location.substring(0, colon)) {
      case "file" -> path(location, rest);
      case "env" -> new ConfigSource(location, () -> variable(rest, env), YamlText::read);
      case "yaml" -> text("--config #" + number, rest);
      case "http", "https" ->
          new ConfigSource(
              location,
              () -> {
                throw new UnreadableException("nothing is fetched", "a file, fetched beforehand");
              },
              YamlText::read);
      default -> path(location, location);
    };
  }

  /**
   * What the option {@code --set} says: {@code a.b.c=value}, the value in YAML.
   *
   * @param number which one it is, from 1; problems call it by that
   */
  public static ConfigSource setting(String assignment, int number) {
    return new ConfigSource("--set #" + number, () -> assignment, Setting::read);
  }

  private static ConfigSource path(String name, String path) {
    try {
      return file(Path.of(path));
    } catch (InvalidPathException e) {
      return new ConfigSource(
          name,
          () -> {
            throw new UnreadableException("is no path", READABLE);
          },
          YamlText::read);
    }
  }

  private static String variable(String name, Function<String, @Nullable String> env)
      throws UnreadableException {
    String value = env.apply(name);
    if (value == null) {
      throw new UnreadableException(
          "the variable " + name + " is not set", "it to hold a configuration");
    }
    return value;
  }

  /** What problems call it. */
  public String name() {
    return name;
  }

  String text() throws UnreadableException {
    return reader.read();
  }

  /** How its text is read. */
  Form form() {
    return form;
  }

  static String read(Path path, int bytesMax) throws UnreadableException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw new UnreadableException(
            "is larger than " + (bytesMax >> 20) + " MiB", "a configuration file");
      }
      return decode(bytes);
    } catch (NoSuchFileException e) {
      throw new UnreadableException("there is no such file", READABLE);
    } catch (AccessDeniedException e) {
      throw new UnreadableException("the file may not be read", READABLE);
    } catch (IOException e) {
      throw new UnreadableException("can't be read: " + e.getMessage(), READABLE);
    }
  }

  private static String decode(byte[] bytes) throws UnreadableException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      throw new UnreadableException("is not UTF-8", "a YAML file in UTF-8");
    }
  }

  private interface Reader {
    String read() throws UnreadableException;
  }

  /** Makes a node of a text; null if there is none, or a mistake was reported. */
  interface Form {
    @Nullable Node read(String text, SourceText source, Findings findings);
  }

  /** A source that gives no text. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String expected;

    UnreadableException(String problem, String expected) {
      super(problem, null, false, false);
      this.expected = expected;
    }

    String problem() {
      return String.valueOf(getMessage());
    }

    String expected() {
      return expected;
    }
  }
}
