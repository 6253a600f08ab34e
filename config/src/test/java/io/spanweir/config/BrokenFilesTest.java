package io.spanweir.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a user reads about each mistake, word by word: {@code broken.txt} has the cases, each with
 * its files and the whole list of problems.
 */
class BrokenFilesTest {
  private static final int WIDTH = 100;

  @TestFactory
  Stream<DynamicTest> everyProblemIsReportedAtItsPlace() throws IOException {
    return cases().stream()
        .map(c -> DynamicTest.dynamicTest(c.name, () -> assertThat(c.run()).isEqualTo(c.expected)));
  }

  static List<Case> cases() throws IOException {
    try (InputStream in = BrokenFilesTest.class.getResourceAsStream("broken.txt")) {
      String text = new String(in.readAllBytes(), UTF_8);
      String[] parts = text.split("(?m)^=== ");
      List<Case> cases = new ArrayList<>();
      for (int i = 1; i < parts.length; i++) {
        int name = parts[i].indexOf('\n');
        String[] halves = parts[i].substring(name + 1).split("(?m)^>>>\n", 2);
        cases.add(new Case(parts[i].substring(0, name), halves[0], halves[1]));
      }
      return cases;
    }
  }

  /**
   * @param yaml several files are parted by {@code +++}; {@code @pipeline} stands for a service
   *     with one pipeline from otlp to debug
   */
  record Case(String name, String yaml, String expected) {
    private static final String PIPELINE =
        "service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}";

    String run() {
      List<ConfigSource> sources = new ArrayList<>();
      for (String file : yaml.replace("@pipeline", PIPELINE).split("(?m)^\\+\\+\\+\n", -1)) {
        char letter = (char) ('a' + sources.size());
        sources.add(ConfigSource.text(letter + ".yaml", file));
      }
      return ConfigLoader.load(sources, TestCatalog.CATALOG, BrokenFilesTest::variable)
          .problems()
          .stream()
          .map(p -> p.renderWithSource(WIDTH) + "\n")
          .collect(Collectors.joining());
    }
  }

  private static String variable(String name) {
    return switch (name) {
      case "EMPTY" -> "";
      case "TEN" -> "10";
      case "LOOP" -> "${env:LOOP}";
      case "LIST" -> "[otlp, {a: 1}]";
      case "TOKEN" -> "hush-hush";
      default -> null;
    };
  }
}
