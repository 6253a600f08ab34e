package io.spanweir.processor.match;

/** How texts of a rule are compared. */
public enum MatchType {
  /** As they are. */
  STRICT,
  /** As regular expressions that are found anywhere in the text. */
  REGEXP
}
