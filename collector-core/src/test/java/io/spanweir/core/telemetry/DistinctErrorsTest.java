package io.spanweir.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.testkit.VirtualClock;
import org.junit.jupiter.api.Test;

/** A storm of one error is a line and a number, and many kinds of errors are not many entries. */
class DistinctErrorsTest {
  private static final String DOOR = "receiver:otlp";

  private final VirtualClock clock = new VirtualClock();
  private final LogLines log = new LogLines();
  private final DistinctErrors errors = new DistinctErrors(clock, log);

  private void record(String what, String detail, int times) {
    for (int i = 0; i < times; i++) {
      errors.record(DOOR, what, detail);
    }
  }

  @Test
  void anErrorIsSaidOnceAndThenCounted() {
    record("a request is malformed", "byte 7", 1);
    record("a request is malformed", "byte 8", 4);
    assertThat(log.take()).containsExactly("WARN receiver:otlp: a request is malformed (byte 7)");
    assertThat(errors.count(DOOR, "a request is malformed")).isEqualTo(5);
  }

  @Test
  void whatWasOnlyCountedIsSaidAfterAWhile() {
    record("a request is malformed", "byte 7", 5);
    log.take();
    clock.advance(DistinctErrors.REPEAT_NANOS - 1);
    record("a request is malformed", "byte 8", 2);
    assertThat(log.take()).as("too soon").isEmpty();
    clock.advance(1);
    record("a request is malformed", "byte 9", 3);
    assertThat(log.take())
        .containsExactly(
            "WARN receiver:otlp: a request is malformed"
                + " (7 times in the last while; latest: byte 9)");
    clock.advance(DistinctErrors.REPEAT_NANOS);
    record("a request is malformed", "byte 1", 1);
    assertThat(log.take())
        .as("the two that were not said yet, and this one")
        .containsExactly(
            "WARN receiver:otlp: a request is malformed"
                + " (3 times in the last while; latest: byte 1)");
    clock.advance(DistinctErrors.REPEAT_NANOS);
    record("a request is malformed", "byte 2", 1);
    assertThat(log.take())
        .as("one alone needs no number")
        .containsExactly("WARN receiver:otlp: a request is malformed (byte 2)");
    assertThat(errors.count(DOOR, "a request is malformed")).isEqualTo(12);
  }

  @Test
  void anotherErrorAndAnotherPlaceAreSaidForThemselves() {
    record("a request is malformed", "", 3);
    record("a request is too large", "", 3);
    errors.record("receiver:zipkin", "a request is malformed", "");
    assertThat(log.take())
        .containsExactly(
            "WARN receiver:otlp: a request is malformed",
            "WARN receiver:otlp: a request is too large",
            "WARN receiver:zipkin: a request is malformed");
  }

  @Test
  void ofTooManyKindsTheOneThatCameLongestAgoIsForgotten() {
    for (int i = 0; i < DistinctErrors.KEYS_MAX; i++) {
      record("kind " + i, "", 2);
    }
    assertThat(log.take()).hasSize(DistinctErrors.KEYS_MAX);
    record("kind 0", "", 1);
    record("one more", "", 1);
    assertThat(errors.count(DOOR, "kind 1")).as("forgotten").isZero();
    assertThat(errors.count(DOOR, "kind 0")).as("came again meanwhile").isEqualTo(3);
    assertThat(log.take()).containsExactly("WARN receiver:otlp: one more");
    record("kind 1", "", 1);
    assertThat(log.take()).as("is new again").containsExactly("WARN receiver:otlp: kind 1");
    assertThat(errors.count(DOOR, "kind 2")).as("gave way to it").isZero();
  }
}
