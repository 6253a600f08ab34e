package io.spanweir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the house holds itself to and no compiler checks. */
class TidyTest {
  private static final Path ROOT = Path.of("..");
  private static final int FILE_LINES_MAX = 400;
  private static final int METHOD_LINES_MAX = 70;

  private static final Pattern UNDONE = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

  /** Words of whoever writes, not of what is written; split, so that this file has none. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "\\b(Clau" + "de|Anthro" + "pic|Chat" + "GPT|LL" + "M)\\b|/tm" + "p/h/|/wo" + "rk/");

  private static final Map<Path, List<String>> FILES = new TreeMap<>();

  @BeforeAll
  static void readAll() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      all.filter(TidyTest::isOurs).forEach(file -> FILES.put(ROOT.relativize(file), read(file)));
    }
  }

  private static boolean isOurs(Path file) {
    String path = ROOT.relativize(file).toString();
    return path.matches(".*\\.(java|md|xml|yaml|sh|txt)|spanweir|\\.ci/run")
        && !path.matches("(.*/)?(target|\\.git|resources|corpus)/.*")
        && Files.isRegularFile(file);
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static Stream<Path> files(String pattern) {
    Predicate<String> matches = Pattern.compile(pattern).asMatchPredicate();
    return FILES.keySet().stream().filter(file -> matches.test(file.toString()));
  }

  /** The lines that a pattern is found in, as file:line: text. */
  private static List<String> found(Pattern pattern) {
    List<String> found = new ArrayList<>();
    FILES.forEach(
        (file, lines) -> {
          for (int i = 0; i < lines.size(); i++) {
            if (pattern.matcher(lines.get(i)).find()) {
              found.add(file + ":" + (i + 1) + ": " + lines.get(i).strip());
            }
          }
        });
    return found;
  }

  @Test
  void itSeesTheHouse() {
    assertThat(files(".*/src/main/java/.*\\.java").count()).isGreaterThan(200);
    assertThat(modules()).contains("collector-core", "deploy", "bench");
  }

  @Test
  void noFileIsLong() {
    assertThat(
            files(".*\\.java")
                .filter(file -> FILES.get(file).size() > FILE_LINES_MAX)
                .map(file -> file + " has " + FILES.get(file).size() + " lines"))
        .isEmpty();
  }

  @Test
  void noMethodIsLong() throws IOException {
    List<Path> sources = files(".*/src/.*\\.java").map(ROOT::resolve).toList();
    assertThat(JavaSources.methods(sources).filter(m -> m.lines() > METHOD_LINES_MAX)).isEmpty();
  }

  @Test
  void whatIsPublicInTheCoreIsDocumented() throws IOException {
    List<Path> sources =
        files("collector-core/src/main/.*\\.java")
            .filter(file -> !file.endsWith("package-info.java"))
            .map(ROOT::resolve)
            .toList();
    assertThat(JavaSources.publicTypesWithoutDoc(sources)).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    assertThat(
            files(".*/src/main/java/.*\\.java")
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !FILES.containsKey(folder.resolve("package-info.java"))))
        .isEmpty();
  }

  @Test
  void everyModuleSaysWhatIsInItAndWhy() {
    assertThat(
            modules()
                .flatMap(m -> Stream.of(Path.of(m, "README.md"), Path.of(m, "RATIONALE.md")))
                .filter(file -> !FILES.containsKey(file)))
        .isEmpty();
  }

  private static Stream<String> modules() {
    return FILES.get(Path.of("pom.xml")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("<module>"))
        .map(line -> line.replaceAll("</?module>", ""));
  }

  @Test
  void nothingIsLeftUndone() {
    assertThat(found(UNDONE)).isEmpty();
  }

  @Test
  void nothingSpeaksOfWhoWroteIt() {
    assertThat(found(FOREIGN)).isEmpty();
  }

  @Test
  void aPageHasOneTitle() {
    files(".*\\.md")
        .forEach(
            file -> {
              String text = String.join("\n", FILES.get(file)).replaceAll("(?s)```.*?```", "");
              assertThat(text.lines().filter(line -> line.startsWith("# ")))
                  .as(file.toString())
                  .hasSize(1);
            });
  }

  @Test
  void linksInPagesLeadSomewhere() {
    Pattern link = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(#[^)]*)?\\)");
    files(".*\\.md")
        .forEach(
            file ->
                link.matcher(String.join("\n", FILES.get(file)).replaceAll("(?s)```.*?```", ""))
                    .results()
                    .map(m -> ROOT.resolve(file).resolveSibling(m.group(1)))
                    .forEach(target -> assertThat(target).as(file.toString()).exists()));
  }

  @Test
  void everyComponentRunsItsContractOrHasATest() {
    for (ComponentFactory<?> factory : Distribution.factories()) {
      String room = factory.getClass().getPackageName().replace('.', '/');
      String kit = factory.kind() == Kind.EXPORTER ? "Contract|Exporter" : "Contract";
      assertThat(files(".*/src/test/java/" + room + "/\\w*(" + kit + ")\\w*Test\\.java"))
          .as("tests of " + factory.kind() + " " + factory.type())
          .isNotEmpty();
    }
  }
}
