package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.InvalidConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminConfigTest {
  @Test
  void addressesOnLoopback() {
    assertThat(new AdminConfig(true, "[::1]:0").host()).isEqualTo("[::1]");
    assertThat(new AdminConfig(true, "127.9.0.1:65535").port()).isEqualTo(65_535);
    assertThat(new AdminConfig(true, "localhost:1").host()).isEqualTo("localhost");
    assertThat(AdminConfig.DEFAULT.host()).isEqualTo("127.0.0.1");
    assertThat(AdminConfig.DEFAULT.port()).isEqualTo(13_134);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0.0.0.0:13134", ":13134", "[::]:1", "host:1", "127.0.0.1", "127.0.0.1:99999"})
  void othersAreRefused(String address) {
    assertThatThrownBy(() -> new AdminConfig(true, address))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("is no address on loopback");
  }
}
