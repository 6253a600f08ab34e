package io.spanweir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.simulation.KeptSeeds.Attempt;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The simulation bites: every {@link PlantedBug} is found within the seeds that it states. To
 * search from the first seed on, and keep what is found in {@link KeptSeeds}:
 *
 * <pre>
 *  mvn -pl simulation -am test -Dtest=PlantedBugsTest,LedgerBitesTest -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.argLine="-Xmx1g -Dspanweir.write=1"
 * </pre>
 */
@ExtendWith(Quiet.class)
class PlantedBugsTest {
  private static final KeptSeeds SEEDS = new KeptSeeds("planted-bugs.txt");

  @AfterAll
  static void keepSeeds() throws IOException {
    SEEDS.write();
  }

  @Test
  void areAtLeastFifteen() throws IOException {
    assertThat(PlantedBug.all()).hasSizeGreaterThanOrEqualTo(15);
  }

  @TestFactory
  List<DynamicTest> isFound() throws IOException {
    try (Trials trials = new Trials()) {
      for (PlantedBug bug : PlantedBug.all()) {
        trials.add(
            bug.toString(),
            () -> {
              Mutant mutant = Mutant.compile(bug.file(), bug.planted());
              int seed =
                  SEEDS.search(bug.name(), mutant, List.of(new Attempt(bug.trial(), bug.seeds())));
              assertThat(seed).as("seed that finds %s, of %s", bug, bug.seeds()).isPositive();
              return seed;
            });
      }
      return trials.tests();
    }
  }
}
