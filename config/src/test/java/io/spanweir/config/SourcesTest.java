package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where configurations come from: options, variables, files that values name. */
class SourcesTest {
  private static final String VALID =
      """
      receivers: {otlp: {protocols: {grpc: }}}
      processors: {batch: {timeout: 1s}, batch/2: }
      exporters: {otlp: {endpoint: 'h:1'}}
      service:
        pipelines: {traces: {receivers: [otlp], processors: [batch, batch/2], exporters: [otlp]}}
      """;

  @TempDir Path folder;

  @Test
  void everyFormOfTheConfigOption() throws IOException {
    Path file = write("file.yaml", VALID);
    String inline = "yaml:processors::batch::send_batch_size: 7";
    Map<String, String> env = Map.of("LAYER", "processors: {batch: {timeout: 2s}}");

    CollectorConfig config =
        valid(env, List.of("file:" + file, "env:LAYER", inline), List.of("processors.batch/2="));
    assertThat(component(config, Kind.PROCESSOR, "batch"))
        .isEqualTo(new TestCatalog.Batch(7, Duration.ofSeconds(2)));
    assertThat(component(config, Kind.PROCESSOR, "batch/2")).isEqualTo(TestCatalog.Batch.DEFAULT);
    assertThat(valid(env, List.of(file.toString()), List.of()).pipelines()).hasSize(1);
  }

  @Test
  void settingsAreLaidOverEverything() throws IOException {
    CollectorConfig config =
        valid(
            Map.of("WAIT", "4s"),
            List.of(write("a.yaml", VALID).toString()),
            List.of(
                "processors.batch.timeout=3s",
                "processors.batch.timeout=${env:WAIT}",
                "processors.batch/2.send_batch_size=9",
                "exporters.otlp.endpoint=x=y:1",
                "service.pipelines.traces.processors=[batch/2, batch]",
                "exporters.otlp.headers={a: b}"));

    assertThat(component(config, Kind.PROCESSOR, "batch"))
        .isEqualTo(new TestCatalog.Batch(8192, Duration.ofSeconds(4)));
    assertThat(component(config, Kind.PROCESSOR, "batch/2"))
        .isEqualTo(new TestCatalog.Batch(9, Duration.ofMillis(200)));
    assertThat(((TestCatalog.OtlpExporter) component(config, Kind.EXPORTER, "otlp")).endpoint())
        .isEqualTo("x=y:1");
    assertThat(config.pipelines().get(0).processors().toString()).isEqualTo("[batch/2, batch]");
  }

  @Test
  void mistakesNameTheirSource() throws IOException {
    String file = write("a.yaml", VALID).toString();
    Map<String, String> env = Map.of("LAYER", "a: 1\nprocessors: {batch: {timeout: soon}}");

    assertThat(said(env, List.of("env:NONE", "http://host/x", "a\0b"), List.of()))
        .contains(
            "env:NONE:1:1: the variable NONE is not set",
            "http://host/x:1:1: nothing is fetched; expected a file, fetched beforehand",
            "is no path");
    assertThat(
            said(env, List.of(file, "env:LAYER"), List.of("a.b=1", "processors.batch.timeot=1s")))
        .contains(
            "env:LAYER:2:31: processors::batch::timeout:",
            "--set #1:1:1: a: unknown key",
            "--set #2:1:1: processors::batch::timeot: unknown key");
    assertThat(said(env, List.of(file), List.of("x", "=1", "a..b=1", "a=[", "é.b= *x")))
        .contains(
            "--set #1:1:1: \"x\" sets nothing; expected --set a.b.c=value",
            "--set #2:1:1: a name in the path of a key is empty",
            "--set #3:1:1: a name in the path of a key is empty",
            "--set #4:1:4: ",
            "--set #5:1:6: *x has no anchor before it");
    assertThat(
            said(
                env, List.of(file), List.of("a.".repeat(60) + "b=1", "processors.batch.timeout=x")))
        .contains("--set #1:1:1: is nested too deeply");
    assertThat(said(env, List.of(file), List.of("processors.batch.timeout=x")))
        .contains("--set #1:1:26: processors::batch::timeout");
    assertThat(said(env, List.of("yaml:processors::::batch: 1"), List.of()))
        .contains("--config #1:1:1: a name in the path of a key is empty");
  }

  @Test
  void valuesComeFromFiles() throws IOException {
    write("token", "hush: hush\n");
    write("count", "7\r\n");
    write(
        "headers.yaml", "a: ${file:" + folder + "/token}\nb: Bearer ${file:" + folder + "/token}");
    write("processors.yaml", "batch: {send_batch_size: '${file:" + folder + "/count}'}\nbatch/2:");
    write("service.yaml", "pipelines: ${file:" + folder + "/pipelines.yaml}");
    write(
        "pipelines.yaml",
        "traces: {receivers: [otlp], processors: [batch, batch/2], exporters: [otlp]}");
    String yaml =
        """
        receivers: {otlp: {protocols: {grpc: }}}
        processors: ${file:DIR/processors.yaml}
        exporters: {otlp: {endpoint: 'h:${file:DIR/count}', headers: '${file:${env:DIR}/headers.yaml}'}}
        service: ${file:DIR/service.yaml}
        """
            .replace("{file:DIR", "{file:" + folder);

    CollectorConfig config =
        valid(
            Map.of("DIR", folder.toString()), List.of(write("a.yaml", yaml).toString()), List.of());
    assertThat(component(config, Kind.PROCESSOR, "batch"))
        .isEqualTo(new TestCatalog.Batch(7, Duration.ofMillis(200)));
    TestCatalog.OtlpExporter exporter =
        (TestCatalog.OtlpExporter) component(config, Kind.EXPORTER, "otlp");
    assertThat(exporter.endpoint()).isEqualTo("h:7");
    assertThat(exporter.headers())
        .isEqualTo(Map.of("a", new Secret("hush: hush"), "b", new Secret("Bearer hush: hush")));
    assertThat(ConfigPrinter.print(config)).doesNotContain("hush");
  }

  @Test
  void mistakesInFilesAreSaidWithTheirPlaceThere() throws IOException {
    write("batch.yaml", "send_batch_size: 1\ntimeout: soon\n");
    write("bad.yaml", "a: b\n c: [");
    write("loop.yaml", "a: '${file:" + folder + "/loop.yaml}'");
    write("large", "x".repeat(References.FILE_BYTES_MAX + 1));
    write("much", "[" + "x".repeat(References.FILE_BYTES_MAX - 10) + "]");
    String yaml =
        """
        receivers: {otlp: {protocols: {grpc: }}}
        processors:
          batch: ${file:DIR/batch.yaml}
          batch/2: ${file:DIR/bad.yaml}
          batch/3: ${file:DIR/loop.yaml}
          batch/4: ${file:DIR/large}
          batch/5: ${file:DIR}
          batch/6: ${file:DIR/none}
          batch/7: x${file:DIR/none}
          batch/8: ['${file:DIR/much}', '${file:DIR/much}', '${file:DIR/much}', '${file:DIR/much}', '${file:DIR/much}']
        """
            .replace("DIR", folder.toString());

    String said = said(Map.of(), List.of(write("a.yaml", yaml).toString()), List.of());
    assertThat(said.replace(folder + "/", ""))
        .contains(
            "batch.yaml:2:10: processors::batch::timeout: ",
            "bad.yaml:2:3: ",
            "loop.yaml:1:4: processors::batch/3::a::a::a::a::a::a::a::a",
            "files refer to each other too deeply",
            "a.yaml:6:12: processors::batch/4: large: is larger than 1 MiB",
            "a.yaml:7:12: processors::batch/5: ",
            " is no file; expected the path of a file",
            "a.yaml:8:12: processors::batch/6: none: there is no such file",
            "a.yaml:9:12: processors::batch/7: none: there is no such file",
            "all references together bring in more than 4 MiB");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static LoadedConfig load(
      Map<String, String> env, List<String> locations, List<String> settings) {
    List<ConfigSource> sources = new ArrayList<>();
    locations.forEach(text -> sources.add(ConfigSource.option(text, sources.size() + 1, env::get)));
    int before = sources.size();
    settings.forEach(text -> sources.add(ConfigSource.setting(text, sources.size() - before + 1)));
    return ConfigLoader.load(sources, TestCatalog.CATALOG, env::get);
  }

  private static CollectorConfig valid(
      Map<String, String> env, List<String> locations, List<String> settings) {
    LoadedConfig loaded = load(env, locations, settings);
    assertThat(loaded.render(100)).isEmpty();
    return loaded.config();
  }

  private static String said(
      Map<String, String> env, List<String> locations, List<String> settings) {
    return load(env, locations, settings).render(100);
  }

  private static Record component(CollectorConfig config, Kind kind, String id) {
    return config.components().get(kind).get(ComponentId.parse(id)).config();
  }
}
