package io.spanweir.processor.tailsampling;

import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.processor.tailsampling.Answers.Hits;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.EventNamed;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.FlagsHave;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.TraceStateIn;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The predicates about fields of a span that are no attributes and that the index has not read:
 * trace state and names of events; and its flags, which it has. Bytes that make no sense say
 * nothing. Single-threaded; allocates nothing per span.
 */
final class SpanFields {
  /** {@code Span.Event.name}. */
  private static final int EVENT_NAME = 2 << 3 | WireReader.LENGTH_DELIMITED;

  private final Answers answers;
  private final Map<Integer, Hits> byFlags = new LinkedHashMap<>();
  private final Map<String, Map<String, Hits>> byState = new LinkedHashMap<>();
  private final Map<String, Hits> byEvent = new LinkedHashMap<>();
  private int[] flagBits = {};
  private Hits[] flagHits = {};
  private TextTable stateKeys = new TextTable(byState.keySet());
  private TextTable[] stateValues = {};
  private Hits[][] stateHits = {};
  private TextTable events = new TextTable(byEvent.keySet());
  private Hits[] eventHits = {};

  /** Where the trace state lies that counts, the last one. */
  private int stateFrom;

  private int stateTo;

  SpanFields(Answers answers) {
    this.answers = answers;
  }

  void add(FlagsHave asked, int predicate) {
    answers.add(byFlags.computeIfAbsent(asked.bits(), b -> new Hits()), predicate);
  }

  void add(EventNamed asked, int predicate) {
    answers.add(byEvent.computeIfAbsent(asked.name(), n -> new Hits()), predicate);
  }

  void add(TraceStateIn asked, int predicate) {
    Map<String, Hits> values = byState.computeIfAbsent(asked.key(), k -> new HashMap<>());
    for (String value : asked.values()) {
      answers.add(values.computeIfAbsent(value, v -> new Hits()), predicate);
    }
  }

  /** Nothing is added any more. */
  void seal() {
    flagBits = byFlags.keySet().stream().mapToInt(Integer::intValue).toArray();
    flagHits = byFlags.values().toArray(Hits[]::new);
    events = new TextTable(byEvent.keySet());
    eventHits = byEvent.values().toArray(Hits[]::new);
    stateKeys = new TextTable(byState.keySet());
    stateValues =
        byState.values().stream().map(v -> new TextTable(v.keySet())).toArray(TextTable[]::new);
    stateHits =
        byState.values().stream().map(v -> v.values().toArray(Hits[]::new)).toArray(Hits[][]::new);
  }

  /** Whether anything is asked. */
  boolean isEmpty() {
    return flagBits.length == 0 && !readsBytes();
  }

  private boolean readsBytes() {
    return stateHits.length > 0 || eventHits.length > 0;
  }

  /**
   * The bits that a span sets.
   *
   * @param from where the span message begins
   * @param attributesFrom where fields begin that are attributes alone, or {@code from}
   * @param attributesTo where those end
   * @param to where the span message ends
   */
  long of(int flags, byte[] bytes, int from, int attributesFrom, int attributesTo, int to) {
    long bits = 0;
    for (int f = 0; f < flagBits.length; f++) {
      if ((flags & flagBits[f]) == flagBits[f]) {
        bits |= answers.give(flagHits[f]);
      }
    }
    if (!readsBytes()) {
      return bits;
    }
    stateFrom = 0;
    stateTo = 0;
    if (attributesFrom > from) {
      bits |= walk(bytes, from, attributesFrom) | walk(bytes, attributesTo, to);
    } else {
      bits |= walk(bytes, from, to);
    }
    return bits | ofState(bytes);
  }

  private long walk(byte[] bytes, int from, int to) {
    long bits = 0;
    for (int at = from; at < to; ) {
      long tag = WireReader.tag(bytes, at, to);
      int body = WireReader.next(tag);
      int after = tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, body, to);
      if (after < 0) {
        return bits;
      }
      if (WireReader.value(tag) == OtlpFields.SPAN_EVENTS && eventHits.length > 0) {
        bits |= ofEvent(bytes, WireReader.next(WireReader.length(bytes, body, to)), after);
      } else if (WireReader.value(tag) == OtlpFields.SPAN_TRACE_STATE) {
        stateFrom = WireReader.next(WireReader.length(bytes, body, to));
        stateTo = after;
      }
      at = after;
    }
    return bits;
  }

  private long ofEvent(byte[] bytes, int from, int to) {
    int name = from;
    int nameEnd = from;
    for (int at = from; at < to; ) {
      long tag = WireReader.tag(bytes, at, to);
      int body = WireReader.next(tag);
      int after = tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, body, to);
      if (after < 0) {
        return 0;
      }
      if (WireReader.value(tag) == EVENT_NAME) {
        name = WireReader.next(WireReader.length(bytes, body, to));
        nameEnd = after;
      }
      at = after;
    }
    int number = nameEnd == name ? TextTable.NONE : event(bytes, name, nameEnd);
    return number == TextTable.NONE ? 0 : answers.give(eventHits[number]);
  }

  /**
   * Events that came by way of Zipkin, whose annotations are texts, have their attributes in their
   * names: <code>name|{...}|dropped</code> from the OpenTelemetry Collector, <code>"name":{...}
   * </code> from SDKs.
   */
  private int event(byte[] bytes, int from, int to) {
    int number = events.find(bytes, from, to);
    if (number != TextTable.NONE) {
      return number;
    }
    if (bytes[from] == '"') {
      int end = indexOf(bytes, '"', from + 1, to);
      boolean named = end + 2 < to && bytes[end + 1] == ':' && bytes[end + 2] == '{';
      return named ? events.find(bytes, from + 1, end) : TextTable.NONE;
    }
    int end = indexOf(bytes, '|', from, to);
    boolean named = end + 1 < to && bytes[end + 1] == '{';
    return named ? events.find(bytes, from, end) : TextTable.NONE;
  }

  /** Looks at each member of the list, {@code key=value}, by itself. */
  private long ofState(byte[] bytes) {
    long bits = 0;
    for (int from = stateFrom; from < stateTo && stateHits.length > 0; ) {
      int to = indexOf(bytes, ',', from, stateTo);
      int equals = indexOf(bytes, '=', from, to);
      if (equals < to) {
        bits |= ofMember(bytes, from, equals, to);
      }
      from = to + 1;
    }
    return bits;
  }

  private long ofMember(byte[] bytes, int from, int equals, int to) {
    int key = from;
    while (key < equals && isBlank(bytes[key])) {
      key++;
    }
    int end = to;
    while (end > equals + 1 && isBlank(bytes[end - 1])) {
      end--;
    }
    int state = stateKeys.find(bytes, key, equals);
    if (state == TextTable.NONE) {
      return 0;
    }
    int value = stateValues[state].find(bytes, equals + 1, end);
    return value == TextTable.NONE ? 0 : answers.give(stateHits[state][value]);
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
