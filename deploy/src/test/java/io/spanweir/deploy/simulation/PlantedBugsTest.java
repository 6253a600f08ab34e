package io.spanweir.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** The simulation bites: every {@link PlantedBug} is found within the seeds that it states. */
@ExtendWith(Quiet.class)
class PlantedBugsTest {
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
              int seed = mutant.foundAt(bug.trial(), bug.seeds());
              assertThat(seed).as("seed that finds %s, of %s", bug, bug.seeds()).isPositive();
              return seed;
            });
      }
      return trials.tests();
    }
  }
}
