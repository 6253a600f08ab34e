package io.spanweir.deploy;

import io.spanweir.config.ConfigSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The configuration of a process that is given none: the example that lies in the jar. */
final class DefaultConfig {
  private static final String NAME = "spanweir.yaml";

  private DefaultConfig() {}

  static ConfigSource source() {
    try (InputStream in = DefaultConfig.class.getResourceAsStream("/" + NAME)) {
      if (in == null) {
        throw new IllegalStateException("the jar has no " + NAME);
      }
      return ConfigSource.text(
          "(built-in) " + NAME, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
