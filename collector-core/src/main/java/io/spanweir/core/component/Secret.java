package io.spanweir.core.component;

import java.util.Objects;

/**
 * A value that never prints: passwords, tokens, header values. Deliberately no record, whose
 * toString would.
 */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /** The value itself; the caller keeps it out of logs, metrics and errors. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value);
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
