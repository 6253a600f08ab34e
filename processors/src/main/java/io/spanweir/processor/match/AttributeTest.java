package io.spanweir.processor.match;

import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.processor.match.MatchConfig.AttributeConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is an attribute of a key, with a value of a type, or with a text that an expression
 * is found in. Single-threaded.
 */
final class AttributeTest {
  private final byte[] key;
  private final KeyQuestion question;
  private final @Nullable Object value;
  private final @Nullable TextTest text;

  AttributeTest(MatchConfig config, AttributeConfig asked) {
    key = asked.key().getBytes(StandardCharsets.UTF_8);
    question = new KeyQuestion(key);
    value = asked.value() == null ? null : asked.value().value();
    text = value instanceof String said ? new TextTest(config, List.of(said)) : null;
  }

  /** Asks spans whether they can have the attribute. */
  KeyQuestion question() {
    return question;
  }

  boolean holds(AttributeCursor attributes, ScalarText scalar) {
    while (attributes.next()) {
      if (attributes.keyEquals(key) && holds(attributes.value(), scalar)) {
        return true;
      }
    }
    return false;
  }

  private boolean holds(ValueReader found, ScalarText scalar) {
    if (value == null) {
      return true;
    }
    if (text != null) {
      boolean comparable = text.isStrict() ? found.type() == ValueType.STRING : hasText(found);
      scalar.of(found);
      return comparable && text.holds(scalar.bytes(), scalar.from(), scalar.to());
    }
    return switch (found.type()) {
      case BOOL -> value instanceof Boolean truth && truth == found.boolValue();
      case INT -> value instanceof Long number && number == found.intValue();
      case DOUBLE -> value instanceof Double number && number == found.doubleValue();
      default -> false;
    };
  }

  private static boolean hasText(ValueReader found) {
    return switch (found.type()) {
      case STRING, BOOL, INT, DOUBLE -> true;
      default -> false;
    };
  }
}
