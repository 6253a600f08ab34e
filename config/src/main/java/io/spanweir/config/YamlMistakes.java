package io.spanweir.config;

import org.jspecify.annotations.Nullable;
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
    return "is no YAML: " + problem + (context == null ? "" : " (" + context + ")");
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
