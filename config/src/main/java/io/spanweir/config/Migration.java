package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Problem.Severity;
import io.spanweir.core.component.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a Collector's configuration here: for each component, each pipeline and the
 * telemetry, whether it runs as it is, runs with differences, needs a change or is missing.
 */
public final class Migration {
  private static final String SERVICE = "service";

  /** What becomes of one part. */
  public enum Verdict {
    AS_IS("runs as is"),
    DIFFERS("runs, with differences"),
    CHANGE("needs a change"),
    MISSING("missing");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }
  }

  /**
   * One part of the configuration.
   *
   * @param path {@code receivers::otlp}
   * @param notes what differs or is in the way
   */
  public record Part(String path, Verdict verdict, List<Problem> notes) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<Problem> left;
  private final List<Problem> differences;

  private Migration(List<Problem> problems, List<Problem> differences) {
    this.left = new ArrayList<>(problems);
    this.differences = new ArrayList<>(differences);
  }

  /**
   * Looks at a configuration; variables need not be set.
   *
   * @param sources as the Collector is given them
   */
  public static Migration of(
      List<ConfigSource> sources, Catalog catalog, Function<String, @Nullable String> env) {
    ConfigLoader.Survey survey = ConfigLoader.survey(sources, catalog, env, true);
    Mapping root = survey.root();
    Migration migration =
        new Migration(survey.problems(), root == null ? List.of() : Differences.of(root, catalog));
    if (root != null) {
      for (Kind kind : Kind.values()) {
        migration.section(kind.section(), root.entries().get(kind.section()));
      }
      Entry service = root.entries().get(SERVICE);
      if (service != null && service.value().content() instanceof Mapping block) {
        migration.section("service::pipelines", block.entries().get("pipelines"));
        migration.rest();
      }
    }
    return migration;
  }

  private void section(String path, @Nullable Entry section) {
    if (section != null && section.value().content() instanceof Mapping mapping) {
      mapping.entries().keySet().forEach(id -> part(Words.key(path, id)));
    }
  }

  /** What {@code service} says beside pipelines, if there is something to say about it. */
  private void rest() {
    if (left.stream().anyMatch(p -> isUnder(SERVICE, p))
        || differences.stream().anyMatch(p -> isUnder(SERVICE, p))) {
      part(SERVICE);
    }
  }

  private void part(String path) {
    List<Problem> problems = take(path, left);
    List<Problem> hints = take(path, differences);
    Verdict verdict = hints.isEmpty() ? Verdict.AS_IS : Verdict.DIFFERS;
    if (problems.stream().anyMatch(p -> p.severity() == Severity.ERROR)) {
      boolean whole =
          problems.stream().anyMatch(p -> p.severity() == Severity.ERROR && p.path().equals(path));
      verdict = whole && !path.startsWith(SERVICE) ? Verdict.MISSING : Verdict.CHANGE;
    }
    List<Problem> notes = new ArrayList<>(problems);
    notes.addAll(hints);
    parts.add(new Part(path, verdict, List.copyOf(notes)));
  }

  private static List<Problem> take(String path, List<Problem> problems) {
    List<Problem> taken = problems.stream().filter(p -> isUnder(path, p)).toList();
    problems.removeAll(taken);
    return taken;
  }

  private static boolean isUnder(String path, Problem problem) {
    String at = problem.path();
    return at.startsWith(path)
        && (at.length() == path.length()
            || at.startsWith("::", path.length())
            || at.charAt(path.length()) == '[');
  }

  /** In the order of the sections. */
  public List<Part> parts() {
    return List.copyOf(parts);
  }

  /** Whether nothing is missing, and nothing needs a change. */
  public boolean runs() {
    return left.stream().noneMatch(p -> p.severity() == Severity.ERROR)
        && parts.stream()
            .noneMatch(p -> p.verdict() == Verdict.MISSING || p.verdict() == Verdict.CHANGE);
  }

  /** All of it, for people. */
  public String render() {
    StringBuilder text = new StringBuilder();
    int width = parts.stream().mapToInt(part -> part.path().length()).max().orElse(0);
    for (Part part : parts) {
      text.append(part.path()).append(" ".repeat(width - part.path().length() + 2));
      text.append(part.verdict().words).append('\n');
      part.notes().forEach(note -> text.append("    ").append(note(note, part)).append('\n'));
    }
    left.forEach(problem -> text.append(problem.render()).append('\n'));
    return text.append(summary()).append('\n').toString();
  }

  /** A note with its path from the part on. */
  private static String note(Problem p, Part part) {
    String path = p.path().substring(part.path().length());
    path = path.startsWith("::") ? path.substring(2) : path;
    Severity severity = p.severity() == Severity.HINT ? Severity.ERROR : p.severity();
    String message = NotThere.brief(p.message());
    return new Problem(severity, p.place(), path, "", message, p.expected(), p.nearest()).render();
  }

  private String summary() {
    Map<Verdict, Integer> counts = new LinkedHashMap<>();
    for (Verdict verdict : Verdict.values()) {
      counts.put(verdict, 0);
    }
    parts.forEach(part -> counts.merge(part.verdict(), 1, Integer::sum));
    List<String> words = new ArrayList<>();
    counts.forEach(
        (verdict, count) -> {
          if (count > 0) {
            words.add(verdict.words + ": " + count);
          }
        });
    return (runs() ? "It runs. " : "It does not run yet. ") + String.join("; ", words);
  }
}
