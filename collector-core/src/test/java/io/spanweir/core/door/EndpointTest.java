package io.spanweir.core.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:4317, localhost, 4317",
    "0.0.0.0:1, 0.0.0.0, 1",
    ":4317, '', 4317",
    "4319, '', 4319",
    "collector, collector, 99",
    "collector:, collector, -1",
    "[::1]:4317, ::1, 4317",
    "[::1], ::1, 99",
    "' localhost:0 ', localhost, 0",
  })
  void readsItsForms(String text, String host, int port) {
    if (port < 0) {
      assertThatThrownBy(() -> Endpoint.parse(text, 99)).isInstanceOf(InvalidConfigException.class);
    } else {
      assertThat(Endpoint.parse(text, 99)).isEqualTo(new Endpoint(host, port));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a:b",
        "a:65536",
        "a:-1",
        "::1",
        "[::1",
        "[::1]4317",
        "http://a:1",
        "a b:1",
        "a:99999999999"
      })
  void refusesOthers(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text, 99))
        .isInstanceOfSatisfying(
            InvalidConfigException.class, e -> assertThat(e.key()).isEqualTo("endpoint"));
  }

  @Test
  void saysWhichNameIsUnknown() {
    assertThatThrownBy(() -> Endpoint.parse("no-such-host.invalid:1", 1).resolve("a::b"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-host.invalid")
        .hasMessageContaining("a::b");
  }

  @Test
  void bindsEverywhereWithoutAHost() throws Exception {
    assertThat(Endpoint.parse(":0", 1).resolve("").getAddress().isAnyLocalAddress()).isTrue();
  }
}
