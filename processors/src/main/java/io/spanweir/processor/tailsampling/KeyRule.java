package io.spanweir.processor.tailsampling;

import io.spanweir.core.otlp.ValueReader;
import io.spanweir.processor.match.ScalarText;
import io.spanweir.processor.tailsampling.Answers.Hits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The predicates about the attributes of one key. Most ask for a few texts, which are compared one
 * after the other; many are looked up; what asks for anything else is a {@link ValueTest}.
 * Single-threaded.
 */
final class KeyRule {
  private static final int COMPARED_MAX = 12;

  private final byte[] key;
  private final Answers answers;
  private final Map<String, Hits> byText = new LinkedHashMap<>();
  private final List<ValueTest> tests = new ArrayList<>();
  private byte[][] texts = {};
  private Hits[] textHits = {};
  private @Nullable TextTable table;

  /** The text of a number that is no integer costs memory, and is made only if asked for. */
  private boolean readsText;

  KeyRule(String key, Answers answers) {
    this.key = key.getBytes(StandardCharsets.UTF_8);
    this.answers = answers;
  }

  byte[] key() {
    return key;
  }

  boolean isKey(byte[] bytes, int from, int to) {
    return key.length == to - from && Arrays.equals(bytes, from, to, key, 0, key.length);
  }

  void addText(String text, int predicate) {
    answers.add(byText.computeIfAbsent(text, t -> new Hits()), predicate);
  }

  void addTest(ValueTest test) {
    tests.add(test);
  }

  /** Nothing is added any more. */
  void seal() {
    readsText = !byText.isEmpty() || tests.stream().anyMatch(ValueTest::readsText);
    textHits = byText.values().toArray(Hits[]::new);
    if (byText.size() > COMPARED_MAX) {
      table = new TextTable(byText.keySet());
    }
    texts =
        byText.keySet().stream()
            .map(t -> t.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** The texts that are asked for. */
  byte[][] texts() {
    return texts;
  }

  /** Whether texts are all that is asked for, so that {@link #ofText} says everything of one. */
  boolean isTextual() {
    return tests.isEmpty();
  }

  /** The bits that a text sets, tests aside. */
  long ofText(byte[] bytes, int from, int to) {
    if (table != null) {
      int number = table.find(bytes, from, to);
      return number == TextTable.NONE ? 0 : answers.give(textHits[number]);
    }
    for (int t = 0; t < texts.length; t++) {
      byte[] text = texts[t];
      if (text.length == to - from && Arrays.equals(bytes, from, to, text, 0, text.length)) {
        return answers.give(textHits[t]);
      }
    }
    return 0;
  }

  /** The bits that a value sets. */
  long ofValue(ValueReader value, ScalarText text) {
    long bits = readsText && text.of(value) ? ofText(text.bytes(), text.from(), text.to()) : 0;
    for (int t = 0; t < tests.size(); t++) {
      ValueTest test = tests.get(t);
      if (test.holds(value, text)) {
        bits |= answers.give(test.hits());
      }
    }
    return bits;
  }
}
