package io.spanweir.exporter.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataDirectoryTest {
  private static final long GB = 1_000_000_000;

  @Test
  void theSmallerOfTenGigabytesAndATenthOfWhatIsFree() {
    assertThat(DataDirectory.bytesMax(1_000 * GB)).isEqualTo(10 * GB);
    assertThat(DataDirectory.bytesMax(100 * GB)).isEqualTo(10 * GB);
    assertThat(DataDirectory.bytesMax(50 * GB)).isEqualTo(5 * GB);
    assertThat(DataDirectory.bytesMax(0)).isEqualTo(1 << 20);
  }
}
