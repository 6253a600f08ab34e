package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the text, loading ends soon, throws nothing, and points to places that exist. */
class HostileTextTest {
  private static final int MUTANTS = 3_000;
  private static final String[] PIECES = {
    ": ",
    "- ",
    "\n",
    "  ",
    "\t",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "&a ",
    "*a",
    "!!x ",
    "${",
    "}",
    "$",
    "null",
    "~",
    "-1",
    "1e999",
    "|\n",
    ">\n",
    "---\n",
    "...\n",
    "%YAML 9.9\n",
    "<<: ",
    "? ",
    "#",
    "\u0000",
    "\u001b",
    "\uD800",
    "日",
    "${env:A:-",
    "type: ",
    "0x",
    "\r",
    "\u2028",
    "@",
    "`",
    ","
  };

  @Test
  void mutantsOfRealFilesAreRefusedAtPlacesThatExist() throws IOException {
    long seed = Long.getLong("spanweir.seed", 20_260_101);
    List<String> seeds = new ArrayList<>(List.of(ConfigLoaderTest.workload()));
    BrokenFilesTest.cases().forEach(c -> seeds.add(c.yaml()));
    Random random = new Random(seed);
    for (int i = 0; i < MUTANTS; i++) {
      String text = mutant(seeds.get(random.nextInt(seeds.size())), random);
      check(text, "-Dspanweir.seed=" + seed + " mutant " + i + ":\n" + text);
    }
  }

  static void check(String text, String description) {
    LoadedConfig loaded = ConfigLoaderTest.load(Map.of("A", "1", "B", "{a: [b]}"), text);
    assertThat(loaded.config() == null).as(description).isEqualTo(loaded.errorCount() > 0);
    int lines = text.split("\r\n|\r|\n", -1).length;
    for (Problem problem : loaded.problems()) {
      Place place = problem.place();
      assertThat(place.line()).as(description).isBetween(1, lines);
      assertThat(place.column()).as(description).isBetween(1, place.width() + 1);
      assertThat(problem.message()).as(description).isNotBlank();
      String[] rendered = problem.renderWithSource(80).split("\n", -1);
      assertThat(rendered).as(description).hasSize(3);
      assertThat(rendered[2].length()).as(description).isLessThanOrEqualTo(80);
    }
  }

  private static String mutant(String text, Random random) {
    StringBuilder mutant = new StringBuilder(text);
    for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
      int at = random.nextInt(mutant.length() + 1);
      int end = Math.min(mutant.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> mutant.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> mutant.delete(at, end);
        case 2 -> mutant.insert(random.nextInt(mutant.length() + 1), mutant.substring(at, end));
        default -> mutant.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
      }
    }
    return mutant.toString();
  }

  @Test
  void largeTextsEndSoon() {
    int many = 120_000;
    List<String> texts =
        List.of(
            "[".repeat(many),
            "- ".repeat(many),
            "{a: ".repeat(many),
            "? ".repeat(many),
            "a: ".repeat(many),
            "${".repeat(many),
            "a: '" + "${".repeat(many) + "'",
            "a: '" + "${a:-".repeat(150_000) + "'",
            "a: '" + "${file:".repeat(20_000) + "}".repeat(20_000) + "'",
            "a::".repeat(many) + ": 1",
            manyKeys(5_000).replace("key_", "key::"),
            "a: &a '${B:-" + "x".repeat(900_000) + "}'\nb: [" + "*a, ".repeat(900) + "]",
            "a: &a '$$" + "x".repeat(900_000) + "'\nb: [" + "*a, ".repeat(900) + "]",
            "a: &a [" + "*a, ".repeat(2_000) + "]",
            "a: '" + "${A}".repeat(150_000) + "'",
            "a: " + "x".repeat(3 * many),
            "x".repeat(3 * many) + ": {a: 1, a: 2}",
            "a: [" + "1,".repeat(many) + "]",
            "a: [" + "1,".repeat(1_500_000) + "]",
            "{" + "a,".repeat(many) + "}",
            "{" + "a,".repeat(1_500_000) + "}",
            "a: &a [" + "b,".repeat(99) + "]\nc: [" + "*a, ".repeat(999) + "]",
            manyKeys(40_000),
            manyKeys(190_000),
            "receivers: {otlp: {" + manyKeys(20_000).replace("\n", ", ") + "}}",
            "# " + "#".repeat(3 * many),
            "\"" + "\\".repeat(2 * many),
            "&a ".repeat(many),
            "!".repeat(many),
            "x".repeat(4_000_000));
    for (String text : texts) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> check(text, text.substring(0, 20)),
          () -> text.substring(0, 20));
    }
  }

  private static String manyKeys(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("key_").append(i).append(": 1\n");
    }
    return text.toString();
  }
}
