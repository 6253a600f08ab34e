package io.spanweir.processor.tailsampling;

import io.spanweir.core.otlp.ValueReader;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.processor.match.MatchCache;
import io.spanweir.processor.match.ScalarText;
import io.spanweir.processor.tailsampling.Answers.Hits;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeBetween;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIs;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeMatches;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeSays;

/** What is asked of a value beside whether it is one of some texts. Single-threaded. */
abstract class ValueTest {
  private final Hits hits = new Hits();

  final Hits hits() {
    return hits;
  }

  /** Whether it looks at the text of a value. */
  boolean readsText() {
    return true;
  }

  /**
   * @param text of the value, empty if it has none; of no meaning if it is not read
   */
  abstract boolean holds(ValueReader value, ScalarText text);

  static ValueTest between(AttributeBetween asked) {
    long min = asked.min() == null ? Long.MIN_VALUE : asked.min();
    long max = asked.max() == null ? Long.MAX_VALUE : asked.max();
    return new ValueTest() {
      @Override
      boolean readsText() {
        return false;
      }

      @Override
      boolean holds(ValueReader value, ScalarText text) {
        if (value.type() == ValueType.INT) {
          return min <= value.intValue() && value.intValue() <= max;
        }
        double number = value.type() == ValueType.DOUBLE ? value.doubleValue() : Double.NaN;
        return !Double.isNaN(number)
            && (asked.min() == null || number >= (double) min)
            && (asked.max() == null || number <= (double) max);
      }
    };
  }

  static ValueTest is(AttributeIs asked) {
    return new ValueTest() {
      @Override
      boolean readsText() {
        return false;
      }

      @Override
      boolean holds(ValueReader value, ScalarText text) {
        return value.type() == ValueType.BOOL && value.boolValue() == asked.value();
      }
    };
  }

  static ValueTest says(AttributeSays asked) {
    return new ValueTest() {
      @Override
      boolean holds(ValueReader value, ScalarText text) {
        return switch (asked.meaning()) {
          case NOT_FALSE -> Meanings.notFalse(value, text);
          case TRUE -> Meanings.isTrue(text);
          case HTTP_SERVER_ERROR -> Meanings.number(text) >= Meanings.HTTP_SERVER_ERROR_FROM;
          case GRPC_ERROR -> Meanings.grpcError(text);
        };
      }
    };
  }

  /** Looks the text up in a list that somebody else keeps up to date. */
  static ValueTest in(TextTable list) {
    return new ValueTest() {
      @Override
      boolean holds(ValueReader value, ScalarText text) {
        return list.find(text.bytes(), text.from(), text.to()) != TextTable.NONE;
      }
    };
  }

  static ValueTest matches(AttributeMatches asked) {
    MatchCache cache = new MatchCache(asked.expressions(), asked.cacheSize());
    return new ValueTest() {
      @Override
      boolean holds(ValueReader value, ScalarText text) {
        return text.to() > text.from() && cache.find(text.bytes(), text.from(), text.to());
      }
    };
  }
}
