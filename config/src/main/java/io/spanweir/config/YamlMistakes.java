package io.spanweir.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** The parser's words about a mistake, in words for somebody who doesn't know its grammar. */
final class YamlMistakes {
  private YamlMistakes() {}

  static String problem(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    @Nullable String context = e.getContext();
    if (isTab(e)) {
      return "a tab where only spaces can indent";
    }
    if (isCut(e) && e.getContextMark().isPresent()) {
      return "is no YAML: what begins here has no end (" + context + ")";
    }
    return "is no YAML: " + problem + (context == null ? "" : " (" + context + ")");
  }

  /** Where to look: at the beginning of what has no end, else at the mistake. */
  static Optional<Mark> mark(MarkedYamlEngineException e) {
    return isCut(e) && e.getContextMark().isPresent() ? e.getContextMark() : e.getProblemMark();
  }

  private static boolean isCut(MarkedYamlEngineException e) {
    return e.getProblem().contains("end of stream") || e.getProblem().contains("<stream end>");
  }

  /** What the mistake most often comes from. */
  static String expected(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    if (isTab(e)) {
      return "spaces";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a text with \": \" in it to be in quotes, or the lines above to be indented alike";
    }
    if (problem.endsWith("got {")) {
      return "a value with ${…} in it to be in quotes, inside of {} and []";
    }
    if (problem.contains("expected <block end>")) {
      return "the same indentation as the keys of this block";
    }
    if (problem.contains("could not find expected ':'")) {
      return "\"key: value\"";
    }
    return "";
  }

  private static boolean isTab(MarkedYamlEngineException e) {
    return e.getProblem().contains("\\t(TAB)");
  }
}
