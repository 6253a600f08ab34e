package io.spanweir.core.net;

import io.spanweir.core.runtime.WatchedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Certificates or a key: a file that may change, or a text that can't. One thread at a time. */
final class Pem {
  private static final int BYTES_MAX = 1 << 20;

  private final String key;
  private final String name;
  private final @Nullable WatchedFile file;
  private byte[] bytes;

  /**
   * @param key the YAML key of the file, without {@code _file}
   * @param fileName empty if it is a text
   */
  Pem(String key, String fileName, String text) {
    this.key = key;
    this.name = fileName;
    file = fileName.isEmpty() ? null : new WatchedFile(fileName, BYTES_MAX);
    bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  boolean isGiven() {
    return file != null || bytes.length > 0;
  }

  /**
   * Looks at the file.
   *
   * @return whether it is another than the last time
   * @throws IOException if it can't be read
   */
  boolean look() throws IOException {
    if (file == null) {
      return false;
    }
    byte[] changed = file.readIfChanged();
    if (changed != null) {
      bytes = changed;
      return true;
    }
    if (file.problem() != null) {
      throw new IOException("tls." + key + "_file " + name + " " + file.problem());
    }
    return false;
  }

  InputStream open() {
    return new ByteArrayInputStream(bytes);
  }

  /** For messages: where it came from. */
  @Override
  public String toString() {
    return file == null ? "tls." + key + "_pem" : "tls." + key + "_file " + name;
  }
}
