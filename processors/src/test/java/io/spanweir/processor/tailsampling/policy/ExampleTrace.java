package io.spanweir.processor.tailsampling.policy;

import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A trace as a test of policies thinks of it, and its summary by a model as plain as can be.
 *
 * @param statuses the codes its spans ended with
 * @param texts the texts its spans and resources have under each key
 */
record ExampleTrace(
    long idHigh,
    long idLow,
    Set<Integer> statuses,
    Map<String, Set<String>> texts,
    long durationNanos,
    int spans) {

  /** Ten spans of 1 ms without status or attributes. */
  static final ExampleTrace PLAIN =
      new ExampleTrace(0x0102030405060708L, 9, Set.of(0), Map.of(), 1_000_000, 10);

  ExampleTrace withId(long high, long low) {
    return new ExampleTrace(high, low, statuses, texts, durationNanos, spans);
  }

  ExampleTrace withStatuses(Integer... codes) {
    return new ExampleTrace(
        idHigh, idLow, new HashSet<>(List.of(codes)), texts, durationNanos, spans);
  }

  ExampleTrace withTexts(String key, String... values) {
    return new ExampleTrace(
        idHigh, idLow, statuses, Map.of(key, Set.of(values)), durationNanos, spans);
  }

  ExampleTrace lasting(long nanos) {
    return new ExampleTrace(idHigh, idLow, statuses, texts, nanos, spans);
  }

  ExampleTrace ofSpans(int count) {
    return new ExampleTrace(idHigh, idLow, statuses, texts, durationNanos, count);
  }

  private boolean satisfies(SpanPredicate predicate) {
    if (predicate instanceof StatusIs status) {
      return statuses.contains(status.code());
    }
    if (predicate instanceof AttributeIn attribute) {
      Set<String> own = texts.getOrDefault(attribute.key(), Set.of());
      return attribute.values().stream().anyMatch(own::contains);
    }
    throw new IllegalArgumentException("an example says nothing of " + predicate);
  }

  /** Its summary for policies that have asked for these predicates. */
  TraceSummary summary(List<SpanPredicate> predicates) {
    return fill(new TraceSummary(), predicates);
  }

  /** Fills a summary that was used for another trace. */
  TraceSummary fill(TraceSummary summary, List<SpanPredicate> predicates) {
    long bits = 0;
    long[] wide = new long[TraceSummary.wideWords(predicates.size())];
    for (int bit = 0; bit < predicates.size(); bit++) {
      if (!satisfies(predicates.get(bit))) {
        continue;
      }
      if (wide.length == 0 || bit < TraceSummary.NARROW) {
        bits |= 1L << bit;
      } else {
        wide[(bit - TraceSummary.NARROW) / 64] |= 1L << (bit - TraceSummary.NARROW) % 64;
        bits |= 1L << TraceSummary.NARROW;
      }
    }
    summary.of(idHigh, idLow, bits, durationNanos, spans, 100L * spans);
    return wide.length == 0 ? summary : summary.wide(wide);
  }
}
