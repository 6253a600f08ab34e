package io.spanweir.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/**
 * Any bytes at all. {@code mvn test} replays the seeds; with {@code JAZZER_FUZZ=1} in the
 * environment it explores.
 */
class ConfigLoaderFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void loadingEndsInAConfigurationOrInProblemsWithPlaces(byte[] data) {
    HostileTextTest.check(new String(data, StandardCharsets.UTF_8), "");
  }
}
