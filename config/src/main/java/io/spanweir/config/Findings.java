package io.spanweir.config;

import io.spanweir.config.Problem.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list that all stages report into. Bounded, as a hostile file can be wrong in every byte. */
final class Findings {
  private static final int PROBLEMS_MAX = 200;

  private final List<Problem> problems = new ArrayList<>();

  /**
   * Begins a report; nothing is kept until it ends in {@code error}, {@code warning} or {@code
   * hint}.
   */
  Report at(Place place, String path) {
    return new Report(place, path);
  }

  boolean hasErrors() {
    return problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
  }

  int size() {
    return problems.size();
  }

  /** As they were reported. */
  List<Problem> all() {
    return List.copyOf(problems);
  }

  /** In the order of the text. */
  List<Problem> sorted() {
    return problems.stream().sorted(Comparator.comparing(Problem::place)).distinct().toList();
  }

  /** Takes over what another list has. */
  void add(Problem problem) {
    if (problems.size() < PROBLEMS_MAX) {
      problems.add(problem);
    } else if (problems.size() == PROBLEMS_MAX) {
      String message = "there are more problems than these " + PROBLEMS_MAX;
      problems.add(new Problem(Severity.ERROR, problem.place(), "", "", message, "", null));
    }
  }

  final class Report {
    private final Place place;
    private final String path;
    private String value = "";
    private String expected = "";
    private @Nullable String nearest;

    private Report(Place place, String path) {
      this.place = place;
      this.path = path;
    }

    Report value(String found) {
      value = found;
      return this;
    }

    Report expected(String phrase) {
      expected = phrase;
      return this;
    }

    /** The value is none of these words. */
    Report expectedOneOf(Collection<String> known) {
      nearest = NearestWord.of(value, known);
      return expected(Words.oneOf(known));
    }

    void error(String message) {
      add(new Problem(Severity.ERROR, place, path, value, message, expected, nearest));
    }

    void hint(String message) {
      add(new Problem(Severity.HINT, place, path, value, message, expected, nearest));
    }

    void warning(String message) {
      add(new Problem(Severity.WARNING, place, path, value, message, expected, nearest));
    }
  }
}
