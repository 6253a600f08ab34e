package io.spanweir.simulation;

import io.spanweir.testkit.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class LedgerCornersTest {
  @Test
  void balance() {
    Seed.eachInParallel(60, LedgerCorners::run);
  }

  @Test
  void aProcessorOnTheWayCountsWhatItTakesOut() {
    PassingCorner.run(1);
  }

  @Test
  void aConnectorKeepsBothItsBooks() {
    ConnectorCorner.run(1);
  }

  @Test
  void aRealDoorCountsWhatItAnswers() throws Exception {
    ReceiverCorner.run(1);
  }
}
