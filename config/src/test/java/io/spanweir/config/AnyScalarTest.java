package io.spanweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Style;
import io.spanweir.config.Shape.Single;
import io.spanweir.core.component.AnyScalar;
import org.junit.jupiter.api.Test;

/** A value of whichever type the file gives it, as YAML 1.2's core schema says. */
class AnyScalarTest {
  @SuppressWarnings("NullAway") // where it stands is asked for only when something is wrong
  private static Object read(Style style, String text) throws BadValueException {
    Object value = Singles.read(Single.ANY, new Scalar(null, text, style, null, null));
    return AnyScalar.class.cast(value).value();
  }

  private static Object plain(String text) throws BadValueException {
    return read(Style.PLAIN, text);
  }

  @Test
  void theTypeIsTheFiles() throws Exception {
    assertThat(plain("prod")).isEqualTo("prod");
    assertThat(plain("true")).isEqualTo(true);
    assertThat(plain("False")).isEqualTo(false);
    assertThat(plain("yes")).isEqualTo("yes");
    assertThat(plain("42")).isEqualTo(42L);
    assertThat(plain("-1")).isEqualTo(-1L);
    assertThat(plain("0x1F")).isEqualTo(31L);
    assertThat(plain("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(plain("1.5")).isEqualTo(1.5);
    assertThat(plain("5.0")).isEqualTo(5.0);
    assertThat(plain("1e3")).isEqualTo(1000.0);
    assertThat(plain("1.2.3")).isEqualTo("1.2.3");
    assertThat(plain("2026-11-21")).isEqualTo("2026-11-21");
  }

  @Test
  void whatStandsInQuotesIsAText() throws Exception {
    assertThat(read(Style.QUOTED, "42")).isEqualTo("42");
    assertThat(read(Style.QUOTED, "true")).isEqualTo("true");
    assertThat(read(Style.QUOTED, "")).isEqualTo("");
  }

  @Test
  void whatIsTooLargeIsADecimalNumberOrNone() throws Exception {
    assertThat(plain("9223372036854775808")).isEqualTo(0x1p63);
    assertThatThrownBy(() -> plain("1e999")).isInstanceOf(BadValueException.class);
    assertThatThrownBy(() -> plain("null")).isInstanceOf(BadValueException.class);
  }
}
