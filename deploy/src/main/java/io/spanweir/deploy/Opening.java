package io.spanweir.deploy;

import io.spanweir.config.Places;
import io.spanweir.config.Problem;
import io.spanweir.core.component.StartException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process could not have at its start. All of it is tried before anything is said, so that
 * whoever has two ports taken hears of both.
 */
final class Opening {
  private static final int WIDTH = 100;

  private final List<Throwable> failures = new ArrayList<>();

  /** What may not be had. */
  interface Attempt<T> {
    T open() throws IOException;
  }

  /** What has nothing to give back. */
  interface Start {
    void run() throws IOException;
  }

  /** What was opened; null, and the failure is noted, if it can't be had. */
  <T> @Nullable T attempt(Attempt<T> what) {
    try {
      return what.open();
    } catch (IOException e) {
      note(e);
      return null;
    }
  }

  /** Starts something, and notes the failure. */
  void attempt(Start what) {
    try {
      what.run();
    } catch (IOException e) {
      note(e);
    }
  }

  private void note(Throwable failure) {
    failures.add(failure);
    for (Throwable other : failure.getSuppressed()) {
      note(other);
    }
  }

  boolean failed() {
    return !failures.isEmpty();
  }

  /** Says every failure with the place that asked for it. */
  void print(Places places, PrintStream err) {
    List<Problem> problems = new ArrayList<>();
    for (Throwable failure : failures) {
      if (failure instanceof StartException e) {
        problems.add(problem(e, places));
      } else {
        err.println("Error: " + failure.getMessage());
      }
    }
    problems.sort(Comparator.comparing(Problem::place));
    problems.forEach(problem -> err.println(problem.renderWithSource(WIDTH)));
    err.println(failures.size() == 1 ? "1 problem" : failures.size() + " problems");
  }

  private static Problem problem(StartException e, Places places) {
    return new Problem(
        Problem.Severity.ERROR, places.of(e.path()), e.path(), "", e.problem(), e.expected(), null);
  }
}
