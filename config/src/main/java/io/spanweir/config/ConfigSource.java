package io.spanweir.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where a configuration, or a part of one, is read from. */
public final class ConfigSource {
  /** Larger sources are refused unread. */
  static final int BYTES_MAX = 3 << 20;

  private final String name;
  private final Reader reader;

  private ConfigSource(String name, Reader reader) {
    this.name = name;
    this.reader = reader;
  }

  /** A file, in UTF-8; read when the configuration is loaded. */
  public static ConfigSource file(Path path) {
    return new ConfigSource(path.toString(), () -> read(path));
  }

  /**
   * A text in memory.
   *
   * @param name what problems call it
   */
  public static ConfigSource text(String name, String yaml) {
    return new ConfigSource(name, () -> yaml);
  }

  /** What problems call it. */
  public String name() {
    return name;
  }

  String text() throws UnreadableException {
    return reader.read();
  }

  private static String read(Path path) throws UnreadableException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new UnreadableException("is larger than 3 MiB", "a configuration file");
      }
      return decode(bytes);
    } catch (NoSuchFileException e) {
      throw new UnreadableException("there is no such file", "a readable YAML file");
    } catch (AccessDeniedException e) {
      throw new UnreadableException("the file may not be read", "a readable YAML file");
    } catch (IOException e) {
      throw new UnreadableException("can't be read: " + e.getMessage(), "a readable YAML file");
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
