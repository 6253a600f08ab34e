package io.spanweir.processor.match;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a text is one of some. Single-threaded; allocates nothing for texts that came before. */
final class TextTest {
  private final byte[][] texts;
  private final @Nullable MatchCache expressions;

  TextTest(MatchConfig config, List<String> asked) {
    boolean strict = config.matchType() == MatchType.STRICT;
    texts = asked.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    expressions = strict ? null : new MatchCache(asked, config.cacheSize());
  }

  boolean isStrict() {
    return expressions == null;
  }

  boolean holds(byte[] text) {
    return holds(text, 0, text.length);
  }

  boolean holds(byte[] bytes, int from, int to) {
    if (expressions != null) {
      return expressions.find(bytes, from, to);
    }
    for (byte[] text : texts) {
      if (Arrays.equals(text, 0, text.length, bytes, from, to)) {
        return true;
      }
    }
    return false;
  }
}
