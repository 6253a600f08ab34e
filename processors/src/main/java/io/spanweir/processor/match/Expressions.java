package io.spanweir.processor.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.spanweir.core.component.InvalidConfigException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Regular expressions of configurations. RE2 needs time in proportion to the text times the size of
 * the expression, whatever the text, so an expression's size is bounded, before a repetition of
 * repetitions is written out.
 */
public final class Expressions {
  private static final int SIZE_MAX = 10_000;

  private Expressions() {}

  /**
   * @throws InvalidConfigException naming the key, if it is none or too large
   */
  public static void check(String key, String expression) {
    if (size(expression) > SIZE_MAX) {
      throw new InvalidConfigException(
          key,
          "has an expression that would take up " + SIZE_MAX + " steps or more: " + cut(expression),
          "smaller numbers of repetitions");
    }
    try {
      Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw new InvalidConfigException(
          key,
          "has an invalid expression: " + cut(expression) + ": " + e.getDescription(),
          "an expression in RE2 syntax");
    }
  }

  private static String cut(String expression) {
    return expression.length() <= 60 ? expression : expression.substring(0, 60) + "...";
  }

  /** Steps of an expression when its repetitions are written out; no less than that. */
  private static long size(String expression) {
    Deque<Long> outer = new ArrayDeque<>();
    long sum = 0;
    long last = 0;
    for (int at = 0; at < expression.length(); at++) {
      char c = expression.charAt(at);
      if (c == '(') {
        outer.push(sum + last);
        sum = 0;
        last = 0;
      } else if (c == ')' && !outer.isEmpty()) {
        last = sum + last + 2;
        sum = outer.pop();
      } else if (c == '{') {
        last = Math.min(Integer.MAX_VALUE, last * repetitions(expression, at));
      } else {
        sum = Math.min(Integer.MAX_VALUE, sum + last);
        last = 1;
        at += c == '\\' ? 1 : 0;
      }
    }
    return sum + last;
  }

  /** The largest number between the braces. */
  private static long repetitions(String expression, int brace) {
    long most = 1;
    long number = 0;
    for (int at = brace + 1; at < expression.length() && expression.charAt(at) != '}'; at++) {
      int digit = Character.digit(expression.charAt(at), 10);
      number = digit < 0 ? 0 : Math.min(Integer.MAX_VALUE, number * 10 + digit);
      most = Math.max(most, number);
    }
    return most;
  }
}
