package io.spanweir.bench.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingsTest {
  @Test
  void slopeIsThatOfTheLine() {
    List<Double> held = List.of(100_000.0, 500_000.0, 1_500_000.0);
    List<Double> bytes = held.stream().map(x -> 80e6 + 850 * x).toList();

    assertThat(Findings.slope(held, bytes)).isCloseTo(850, within(1e-6));
  }

  @Test
  void aLineOfJsonIsWellFormed() {
    String line =
        new Json()
            .put("a", "q\"\n")
            .put("b", 1.5)
            .put("c", Double.NaN)
            .put("d", List.of("x"))
            .toString();

    assertThat(line).isEqualTo("{\"a\":\"q\\\"\\u000a\",\"b\":1.5000,\"c\":null,\"d\":[\"x\"]}");
  }
}
