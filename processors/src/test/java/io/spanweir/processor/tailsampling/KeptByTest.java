package io.spanweir.processor.tailsampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeptByTest {
  @ParameterizedTest
  @EnumSource(DecisionReason.class)
  void holdsBothAndIsNotNegative(DecisionReason reason) {
    for (int name : new int[] {0, 1, 65_536, (1 << 28) - 1}) {
      int kept = KeptBy.of(name, reason);
      assertThat(kept).isNotNegative();
      assertThat(KeptBy.name(kept)).isEqualTo(name);
      assertThat(KeptBy.reason(kept)).isEqualTo(reason);
    }
  }
}
