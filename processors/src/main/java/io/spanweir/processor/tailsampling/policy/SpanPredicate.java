package io.spanweir.processor.tailsampling.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question about one span. Implementations have equality by value, so that equal questions are
 * asked once. What is said of attributes holds for those of the span and of its resource.
 */
public sealed interface SpanPredicate {
  /** Whether the span's status code is this one (0 unset, 1 ok, 2 error). */
  record StatusIs(int code) implements SpanPredicate {}

  /** Whether the span's W3C trace flags have all of these bits. */
  record FlagsHave(int bits) implements SpanPredicate {}

  /**
   * Whether an attribute of the resource or of the span has one of these texts. Any scalar has a
   * text: the integer 42 has {@code 42}, true has {@code true}. An empty value never matches.
   */
  record AttributeIn(String key, List<String> values) implements SpanPredicate {
    public AttributeIn {
      values = values.stream().filter(v -> !v.isEmpty()).distinct().sorted().toList();
    }
  }

  /** Whether an attribute has a text that stands on a line of this file, as it is at the moment. */
  record AttributeInFile(String key, String file) implements SpanPredicate {}

  /**
   * Whether one of these RE2 expressions is found somewhere in the text of an attribute. An empty
   * value never matches.
   *
   * @param cacheSize values whose answer is remembered
   */
  record AttributeMatches(String key, List<String> expressions, int cacheSize)
      implements SpanPredicate {
    public AttributeMatches {
      expressions = expressions.stream().filter(v -> !v.isEmpty()).distinct().sorted().toList();
    }
  }

  /**
   * Whether an attribute is a number, whole or not, from {@code min} to {@code max}.
   *
   * @param min null for no bound
   * @param max null for no bound
   */
  record AttributeBetween(String key, @Nullable Long min, @Nullable Long max)
      implements SpanPredicate {}

  /** Whether an attribute is this truth value. */
  record AttributeIs(String key, boolean value) implements SpanPredicate {}

  /** Whether an attribute says something that people write in more than one way. */
  record AttributeSays(String key, Meaning meaning) implements SpanPredicate {}

  /** Whether the span has an event of this name, also as Zipkin's annotations have it. */
  record EventNamed(String name) implements SpanPredicate {}

  /** Whether the span's W3C trace state has this key with one of these values. */
  record TraceStateIn(String key, List<String> values) implements SpanPredicate {
    public TraceStateIn {
      values = values.stream().filter(v -> !v.isEmpty()).distinct().sorted().toList();
    }
  }

  /** What an attribute may say, whatever its type. */
  enum Meaning {
    /** There, with any value but false: Zipkin's way of saying that a span failed. */
    NOT_FALSE,
    /** True, {@code "true"}, or another number than 0. */
    TRUE,
    /** An HTTP status of 500 or more, as a number or as text. */
    HTTP_SERVER_ERROR,
    /** A gRPC status other than OK: another number than 0, as a number or as text, or its name. */
    GRPC_ERROR
  }
}
