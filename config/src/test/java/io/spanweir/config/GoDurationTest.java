package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "10s, PT10S",
    "200ms, PT0.2S",
    "10us, PT0.00001S",
    "10µs, PT0.00001S",
    "7ns, PT0.000000007S",
    "1h2m3.5s, PT1H2M3.5S",
    "1.5h, PT1H30M",
    ".5s, ",
    "1.s, PT1S",
    "+3s, PT3S",
    "0, PT0S",
    "0s, PT0S",
    "1.9999999999ns, PT0.000000001S",
    "90m, PT1H30M",
    "2562047h47m16.854775807s, PT2562047H47M16.854775807S"
  })
  void readsWhatGoReads(String text, Duration expected) throws BadValueException {
    if (expected == null) {
      assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(BadValueException.class);
    } else {
      assertThat(GoDuration.parse(text)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s",
        "10",
        "1.5",
        "-1s",
        "1 s",
        "1h 2m",
        "1d",
        "1S",
        "10sec",
        "1e3s",
        "1h2",
        "--1s",
        "+",
        "2562047h47m16.854775808s",
        "99999999999999999999s",
        "1s!",
        "٣s"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(BadValueException.class);
  }

  @Test
  void writesWhatItReads() throws BadValueException {
    for (String text : new String[] {"0s", "1h30m", "3s500ms", "1us", "24h", "999ns", "1m1ms"}) {
      assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(text);
    }
  }
}
