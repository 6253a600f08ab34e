package io.spanweir.extension.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.Secret;
import io.spanweir.extension.environment.EnvironmentCheckConfig.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentCheckTest {
  private static EnvironmentCheck check(Map<String, Refused> variables) {
    return new EnvironmentCheck(new EnvironmentCheckConfig(variables));
  }

  private static Refused refused(String value, String... allowed) {
    return new Refused(new Secret(value), List.of(allowed), "set max_bytes");
  }

  @Test
  void whatIsNotSetOrAllowedIsTaken() {
    Map<String, Refused> variables =
        Map.of("ES_HOSTS", refused(" "), "STORAGE_TYPE", refused("MEM", "mem"));
    assertThatCode(() -> check(variables)).doesNotThrowAnyException();
  }

  @Test
  void allThatAreRefusedAreNamedAndSecretsAreNotShown() {
    Map<String, Refused> variables = new LinkedHashMap<>();
    variables.put("STORAGE_TYPE", refused("mysql", "mem"));
    variables.put("ES_INDEX", refused(""));
    variables.put("MYSQL_PASS", refused("hunter2"));
    InvalidConfigException first =
        catchThrowableOfType(InvalidConfigException.class, () -> check(variables));
    assertThat(first).hasMessageContaining("STORAGE_TYPE=mysql is not heeded here");
    assertThat(first.expected()).isEqualTo("set max_bytes");
    assertThat(first.key()).isEqualTo("variables.STORAGE_TYPE");
    assertThat(first.getSuppressed())
        .singleElement()
        .satisfies(
            other ->
                assertThat(other.getMessage())
                    .contains("MYSQL_PASS is set")
                    .doesNotContain("hunter2"));
  }
}
