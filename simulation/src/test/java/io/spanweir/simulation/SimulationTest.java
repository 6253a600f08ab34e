package io.spanweir.simulation;

import io.spanweir.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whole pipelines under many seeds; see {@link Simulation}.
 *
 * <pre>
 *  mvn -pl simulation -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dspanweir.seeds=100000
 *  mvn -pl simulation -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dspanweir.seed=4711
 * </pre>
 */
@ExtendWith(Quiet.class)
class SimulationTest {
  private static final int SEEDS = 2000;

  @Test
  void holdsUnderEverySeed() {
    Seed.eachInParallel(SEEDS, Simulation::run);
  }
}
