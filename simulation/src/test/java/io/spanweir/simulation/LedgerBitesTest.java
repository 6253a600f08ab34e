package io.spanweir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.simulation.KeptSeeds.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The ledger bites: with any one of its counts taken out of the source, a test fails. The planted
 * bugs called {@code row-lost-…} lose a row at each edge instead.
 */
@ExtendWith(Quiet.class)
class LedgerBitesTest {
  private static final int SEEDS = 300;

  private static final KeptSeeds KEPT = new KeptSeeds("ledger-bites.txt");

  private static final Pattern COUNT =
      Pattern.compile(
          "(context\\.)?account(\\(\\))?\\.add(Spans|Traces)\\(\\s*Term\\.[^;]*;", Pattern.DOTALL);

  private static final List<String> ROOMS =
      List.of(
          "processors/src/main/java/io/spanweir/processor",
          "exporters/src/main/java/io/spanweir/exporter",
          "receivers/src/main/java/io/spanweir/receiver",
          "connectors/src/main/java/io/spanweir/connector");

  /** Counts that no simulation reaches, each with the reason. */
  private static final Map<String, String> OUT_OF_REACH =
      Map.of(
          "SendBook.java: account.addSpans(Term.REJECTED, spans);",
          "a span that alone is larger than the largest chunk, 1 GiB");

  /** Files whose books a contract kit holds over what no simulation has: a disk, a listener. */
  private static final Set<String> HELD_BY_THEIR_KIT = Set.of("StoreBook.java");

  @AfterAll
  static void keepSeeds() throws IOException {
    KEPT.write();
  }

  @TestFactory
  List<DynamicTest> everyCountIsMissed() throws IOException {
    try (Trials trials = new Trials()) {
      for (String room : ROOMS) {
        for (Path file : sources(Mutant.root().resolve(room))) {
          addTrials(file, trials);
        }
      }
      assertThat(trials.tests()).as("counts found in the source").hasSizeGreaterThan(20);
      return trials.tests();
    }
  }

  private static List<Path> sources(Path room) throws IOException {
    try (Stream<Path> files = Files.walk(room)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static void addTrials(Path file, Trials trials) throws IOException {
    if (HELD_BY_THEIR_KIT.contains(file.getFileName().toString())) {
      return;
    }
    String text = Files.readString(file);
    Matcher count = COUNT.matcher(text);
    while (count.find()) {
      String name = file.getFileName() + ": " + count.group().replaceAll("\\s+", " ");
      if (!OUT_OF_REACH.containsKey(name)) {
        String without = text.substring(0, count.start()) + ";" + text.substring(count.end());
        trials.add(name, () -> assertMissed(file, name, without));
      }
    }
  }

  private static int assertMissed(Path file, String name, String without) {
    Mutant mutant = Mutant.compile(Mutant.root().relativize(file).toString(), without);
    int seed = KEPT.search(name, mutant, attempts(file.toString()));
    assertThat(seed).as("a seed of a test that misses %s", name).isPositive();
    return seed;
  }

  private static List<Attempt> attempts(String file) {
    if (file.contains("receiver")) {
      return List.of(new Attempt(ReceiverCorner.class, 1));
    }
    if (file.contains("connector")) {
      return List.of(new Attempt(ConnectorCorner.class, 1));
    }
    if (file.contains("passing")) {
      return List.of(new Attempt(PassingCorner.class, 1));
    }
    return List.of(new Attempt(LedgerCorners.class, 40), new Attempt(Simulation.class, SEEDS));
  }
}
