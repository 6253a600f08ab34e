package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestWordTest {
  private static final List<String> KNOWN =
      List.of("decision_wait", "num_traces", "policies", "otlp", "otlp_grpc", "ok", "timeout");

  @ParameterizedTest
  @CsvSource({
    "decision_wiat, decision_wait",
    "decisionWait, decision_wait",
    "decision-wait, decision_wait",
    "decision, decision_wait",
    "traces, num_traces",
    "numtrace, num_traces",
    "polices, policies",
    "policie, policies",
    "OTLP, otlp",
    "otpl, otlp",
    "otlp_rpc, otlp_grpc",
    "ko, ok",
    "time, timeout",
    "colour, ",
    "x, ",
    "'', ",
    "batch, "
  })
  void isWhatWasProbablyMeant(String word, String expected) {
    assertThat(NearestWord.of(word, KNOWN)).isEqualTo(expected);
  }
}
