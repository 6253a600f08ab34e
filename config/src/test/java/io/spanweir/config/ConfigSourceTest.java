package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {
  private static final String VALID =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      exporters: {debug: }
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;

  @Test
  void filesAreReadAsTheyAre(@TempDir Path dir) throws IOException {
    Path good = dir.resolve("good.yaml");
    Files.writeString(good, "\uFEFF" + VALID.replace("\n", "\r\n"));
    Path latin1 = dir.resolve("latin1.yaml");
    Files.write(latin1, "größe: 1".getBytes(StandardCharsets.ISO_8859_1));
    Path huge = dir.resolve("huge.yaml");
    Files.write(huge, new byte[ConfigSource.BYTES_MAX + 1]);

    assertThat(loadFiles(good).problems()).isEmpty();
    assertThat(loadFiles(dir.resolve("none.yaml"), latin1, huge, dir).problems())
        .extracting(p -> p.render().replace(dir.toString(), "DIR"))
        .containsExactly(
            "DIR/none.yaml:1:1: there is no such file; expected a readable YAML file",
            "DIR/latin1.yaml:1:1: is not UTF-8; expected a YAML file in UTF-8",
            "DIR/huge.yaml:1:1: is larger than 3 MiB; expected a configuration file",
            "DIR:1:1: can't be read: Is a directory; expected a readable YAML file");
    assertThat(loadFiles().problems())
        .extracting(Problem::render)
        .containsExactly("(no file):1:1: there is no configuration; expected --config FILE");
  }

  private static LoadedConfig loadFiles(Path... files) {
    List<ConfigSource> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(ConfigSource.file(file));
    }
    return ConfigLoader.load(sources, TestCatalog.CATALOG, name -> null);
  }
}
