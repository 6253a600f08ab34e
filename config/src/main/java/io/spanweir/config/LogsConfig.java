package io.spanweir.config;

import io.spanweir.core.component.Description;
import io.spanweir.core.component.Differs;
import io.spanweir.core.component.InvalidConfigException;
import io.spanweir.core.component.NotYet;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The section {@code service::telemetry::logs}: what the process says of itself in words. */
@Description("Own logs.")
@Differs({
  "sampling: changes nothing; each distinct error is said once and then counted",
  "development: stack traces are whole; nothing else changes"
})
@NotYet("processors: logs go to output_paths")
public record LogsConfig(
    @Description("From which level on.") ServiceConfig.LogLevel level,
    @Description("console for text, json for one object a line.") Encoding encoding,
    @Description("Whether text shows stack traces whole.") boolean development,
    @Description("Whether the caller is left out; text never shows it.") boolean disableCaller,
    @Description("Whether stack traces are left out.") boolean disableStacktrace,
    @Description("Fields of every line.") Map<String, String> initialFields,
    @Description("Where logs go: stdout, stderr, or paths of files.") List<String> outputPaths,
    @Description("Where it is said that logs can't be written: stdout, stderr, or paths of files.")
        List<String> errorOutputPaths,
    @Description("Accepted for compatibility.") Sampling sampling) {
  /** Standard error. */
  public static final String STDERR = "stderr";

  /** Standard output. */
  public static final String STDOUT = "stdout";

  /** Text on standard error, from {@code info} on. */
  public static final LogsConfig DEFAULT =
      new LogsConfig(
          ServiceConfig.LogLevel.INFO,
          Encoding.CONSOLE,
          false,
          false,
          false,
          Map.of(),
          List.of(STDERR),
          List.of(STDERR),
          new Sampling(true, Duration.ofSeconds(10), 10, 100));

  public LogsConfig {
    if (outputPaths.contains("")) {
      throw new InvalidConfigException("output_paths", "has an empty path", "stdout or stderr");
    }
    if (errorOutputPaths.contains("")) {
      throw new InvalidConfigException(
          "error_output_paths", "has an empty path", "stdout or stderr");
    }
  }

  /** Whether lines have the form, and go to the place, that they have without configuration. */
  public boolean isPlain() {
    return encoding == Encoding.CONSOLE
        && !development
        && !disableStacktrace
        && initialFields.isEmpty()
        && outputPaths.equals(DEFAULT.outputPaths)
        && errorOutputPaths.equals(DEFAULT.errorOutputPaths);
  }

  /** The form of a line. */
  public enum Encoding {
    CONSOLE,
    JSON
  }

  /** The Collector's way to say less. */
  @Description("Accepted for compatibility.")
  public record Sampling(
      @Description("Changes nothing.") boolean enabled,
      @Description("Changes nothing.") Duration tick,
      @Description("Changes nothing.") int initial,
      @Description("Changes nothing.") int thereafter) {}
}
