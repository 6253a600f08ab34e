package io.spanweir.deploy.simulation;

import io.spanweir.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Whole pipelines under many seeds; see {@link Simulation}. */
class SimulationTest {
  private static final int SEEDS = 1000;

  @Test
  void holdsUnderEverySeed() {
    Seed.each(SEEDS, Simulation::run);
  }
}
