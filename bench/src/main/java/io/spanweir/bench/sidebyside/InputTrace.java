package io.spanweir.bench.sidebyside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A trace that both get.
 *
 * @param id 32 hexadecimal digits
 */
record InputTrace(String id, List<InputSpan> spans) {
  static final long MILLI = 1_000_000;

  private static final int THRESHOLD_MILLIS = 500;
  private static final List<String> TEXTS = List.of("gold", "golden", "42", "true", "");

  /**
   * One of its spans.
   *
   * @param startNanos since the first trace
   * @param attributes texts, whole numbers, numbers and truth values
   */
  record InputSpan(
      long id,
      long startNanos,
      long endNanos,
      int status,
      int flags,
      String traceState,
      Map<String, Object> attributes) {}

  /** Draws traces. */
  static List<InputTrace> draw(long seed, int count) {
    Random random = new Random(seed);
    List<InputTrace> traces = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = String.format("%016x%016x", random.nextLong(), random.nextLong() | 1);
      List<InputSpan> spans = new ArrayList<>();
      for (int s = 1 + random.nextInt(6); s > 0; s--) {
        spans.add(span(random));
      }
      traces.add(new InputTrace(id, spans));
    }
    return traces;
  }

  private static InputSpan span(Random random) {
    long start = random.nextInt(4) * 50L;
    long length =
        switch (random.nextInt(12)) {
          case 0 -> THRESHOLD_MILLIS - start;
          case 1 -> 600 + random.nextInt(900);
          default -> random.nextInt(200);
        };
    Map<String, Object> attributes = new TreeMap<>();
    if (random.nextInt(4) == 0) {
      attributes.put("tier", text(random));
    }
    if (random.nextInt(4) == 0) {
      attributes.put("n", number(random));
    }
    if (random.nextInt(6) == 0) {
      attributes.put("beta", random.nextInt(3) == 0 ? "true" : (Object) random.nextBoolean());
    }
    if (random.nextInt(6) == 0) {
      attributes.put("url.path", random.nextBoolean() ? "/health" : "/orders/7");
    }
    return new InputSpan(
        random.nextLong() | 1,
        start * MILLI,
        (start + length) * MILLI,
        random.nextInt(5) == 0 ? random.nextInt(3) : 0,
        random.nextInt(3) == 0 ? 1 : 0,
        random.nextInt(6) == 0 ? (random.nextBoolean() ? "vendor=a" : "other=1,vendor=b") : "",
        attributes);
  }

  private static Object text(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 42L;
      case 1 -> true;
      default -> TEXTS.get(random.nextInt(TEXTS.size()));
    };
  }

  private static Object number(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 50.5;
      case 1 -> -2.5;
      case 2 -> "60";
      case 3, 4 -> -5L;
      default -> (long) random.nextInt(200);
    };
  }

  boolean any(Predicate<InputSpan> asked) {
    return spans.stream().anyMatch(asked);
  }

  /** Whether some span has the attribute and it is so. */
  boolean anyValue(String key, Predicate<Object> asked) {
    return any(s -> s.attributes().containsKey(key) && asked.test(s.attributes().get(key)));
  }

  /** From the earliest start to the latest end. */
  long durationMillis() {
    long start = spans.stream().mapToLong(InputSpan::startNanos).min().orElse(0);
    long end = spans.stream().mapToLong(InputSpan::endNanos).max().orElse(0);
    return (end - start) / MILLI;
  }
}
