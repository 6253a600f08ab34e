package io.spanweir.bench.runner;

import java.util.List;

/**
 * A system to measure.
 *
 * @param name what reports call it
 * @param command what starts it; {@code --config FILE} is appended
 */
public record SystemSpec(String name, List<String> command) {
  /** Reads {@code name=command with arguments}. */
  public static SystemSpec parse(String text) {
    int at = text.indexOf('=');
    if (at < 1) {
      throw new IllegalArgumentException("expected name=command, found: " + text);
    }
    return of(text.substring(0, at), text.substring(at + 1));
  }

  /** Splits a command at its spaces. */
  public static SystemSpec of(String name, String command) {
    return new SystemSpec(name, List.of(command.trim().split(" +")));
  }
}
