package io.spanweir.core.component;

/**
 * A single value of whichever type the file gives it: what stands in quotes is a text, {@code 42} a
 * whole number.
 *
 * @param value a {@link String}, {@link Long}, {@link Double} or {@link Boolean}
 */
public record AnyScalar(Object value) {
  @Override
  public String toString() {
    return value.toString();
  }
}
