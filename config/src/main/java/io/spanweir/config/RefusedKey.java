package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.core.component.NotYet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A key of the Collector that is not there, see {@link NotYet}: refused by name if its value asks
 * for something, taken if not.
 *
 * @param hint what to do instead; may be empty
 * @param standards the values that ask for nothing, {@code absent} and {@code null} as in {@link
 *     NotYet}; empty for those that ask for nothing anywhere
 */
record RefusedKey(String hint, List<String> standards) {
  private static final String NULL = "null";
  private static final String ABSENT = "absent";

  /** Whether there is no value that is taken but a block that is turned off. */
  boolean always() {
    return standards.contains(ABSENT);
  }

  /** Whether an empty block is taken. */
  boolean takesEmpty() {
    return !always() && !standards.contains(NULL);
  }

  /** Whether this value wants what is not there. */
  boolean asks(Node value) {
    Node content = value.content();
    if (content instanceof Broken || isOff(content)) {
      return false;
    }
    if (always()) {
      return true;
    }
    if (content instanceof Scalar scalar) {
      return !(scalar.isNull() || scalar.text().isBlank() || isStandard(scalar));
    }
    return !takesEmpty() || !(isEmpty(content) || isStandard(content));
  }

  private boolean isStandard(Node value) {
    if (standards.isEmpty()) {
      return isNothing(value);
    }
    return standards.contains(textOf(value)) || (value instanceof Scalar s && equalsOne(s.text()));
  }

  /** As the annotation has it: a text, or the texts of a list with commas between. */
  private static String textOf(Node value) {
    if (value instanceof Sequence list) {
      return list.items().stream().map(RefusedKey::textOf).collect(Collectors.joining(","));
    }
    return value instanceof Scalar scalar ? scalar.text() : "";
  }

  /** Whether it is one of the standards, by its value: 512.0 is 512, and 60s is 1m. */
  private boolean equalsOne(String text) {
    return standards.stream().anyMatch(s -> s.equalsIgnoreCase(text) || sameValue(s, text));
  }

  private static boolean sameValue(String standard, String text) {
    try {
      if (CoreSchema.isNumber(standard) && CoreSchema.isNumber(text)) {
        return CoreSchema.number(standard).compareTo(CoreSchema.number(text)) == 0;
      }
      return GoDuration.parse(standard).equals(GoDuration.parse(text));
    } catch (BadValueException e) {
      return false;
    }
  }

  /** Whether it asks for nothing under any key. */
  private static boolean isNothing(Node value) {
    Node content = value.content();
    if (content instanceof Mapping block) {
      return isOff(block)
          || block.entries().values().stream().allMatch(entry -> isNothing(entry.value()));
    }
    return content.isNull()
        || isEmpty(content)
        || CoreSchema.isZero(content)
        || isFalse(content)
        || (content instanceof Scalar scalar
            && (scalar.text().isBlank() || scalar.text().equalsIgnoreCase("none")));
  }

  /** Whether it is a block that says so itself. */
  private static boolean isOff(Node content) {
    Entry enabled = content instanceof Mapping block ? block.entries().get("enabled") : null;
    return enabled != null && isFalse(enabled.value());
  }

  private static boolean isFalse(Node value) {
    return value instanceof Scalar scalar && Boolean.FALSE.equals(CoreSchema.truth(scalar.text()));
  }

  private static boolean isEmpty(Node content) {
    return (content instanceof Sequence list && list.items().isEmpty())
        || (content instanceof Mapping block && block.entries().isEmpty());
  }
}
