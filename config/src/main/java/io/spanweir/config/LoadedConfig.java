package io.spanweir.config;

import io.spanweir.config.Problem.Severity;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of loading a configuration.
 *
 * @param config null if there are errors
 * @param problems all of them, errors and warnings, in the order of the text
 */
public record LoadedConfig(@Nullable CollectorConfig config, List<Problem> problems) {
  public LoadedConfig {
    problems = List.copyOf(problems);
  }

  public long errorCount() {
    return problems.stream().filter(p -> p.severity() == Severity.ERROR).count();
  }

  /** The problems with their source lines, for a terminal of this width; empty without problems. */
  public String render(int width) {
    return problems.stream()
        .map(problem -> problem.renderWithSource(width) + "\n")
        .collect(Collectors.joining());
  }
}
