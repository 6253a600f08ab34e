package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.AttributeSketch;
import io.spanweir.core.otlp.KeyQuestion;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.processor.match.ScalarText;
import io.spanweir.processor.tailsampling.Answers.Hits;
import io.spanweir.processor.tailsampling.policy.SpanPredicate;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeBetween;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeInFile;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIs;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeMatches;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeSays;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.EventNamed;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.FlagsHave;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.TraceStateIn;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers all predicates of the policies about one span in one pass over its bytes. Bit by bit the
 * same whether the span is seen when it comes in or read again from the log, which is what makes
 * the bits of a trace a cache of its bytes. One per shard; allocates nothing per span.
 *
 * <p>Most attributes of most spans are not asked for by any policy, so the pass does no more for
 * them than compare the length of their key with those that are.
 */
final class SpanMatcher {
  private static final int KEY_TAG = OtlpFields.KEY_VALUE_KEY;
  private static final int RULES_COMPARED_MAX = 12;
  private static final int STATUSES = 256;

  /** Up to as many texts, asking for each is cheaper than walking over all attributes. */
  private static final int PAIRS_ASKED_MAX = 16;

  private final Answers answers;
  private final Hits[] byStatus = new Hits[STATUSES];
  private final KeyRule[] rules;
  private final @Nullable TextTable rulesByKey;
  private final SpanFields fields;
  private final ScalarText text = new ScalarText();
  private final AttributeCursor cursor = new AttributeCursor();

  private long keyLengths;

  /** What the sketch of a span shows where some predicate may hold: see {@link #mayMatch}. */
  private long keysAsked;

  private long typedKeysAsked;
  private long[] pairsAsked = {};

  /** One that asks for no lists in files. */
  SpanMatcher(List<SpanPredicate> predicates) {
    this(predicates, Map.of());
  }

  /**
   * @param lists the lists in files, each by the name of its file
   */
  SpanMatcher(List<SpanPredicate> predicates, Map<String, TextTable> lists) {
    answers = new Answers(predicates.size());
    fields = new SpanFields(answers);
    for (int status = 0; status < STATUSES; status++) {
      byStatus[status] = new Hits();
    }
    Map<String, KeyRule> byKey = new LinkedHashMap<>();
    for (int bit = 0; bit < predicates.size(); bit++) {
      add(predicates.get(bit), bit, byKey, lists);
    }
    fields.seal();
    rules = byKey.values().toArray(KeyRule[]::new);
    rulesByKey = rules.length > RULES_COMPARED_MAX ? new TextTable(byKey.keySet()) : null;
    for (KeyRule rule : rules) {
      rule.seal();
      keyLengths |= KeyQuestion.length(rule.key().length);
      ask(rule);
    }
  }

  private void ask(KeyRule rule) {
    byte[][] texts = rule.texts();
    typedKeysAsked |= AttributeSketch.key(rule.key());
    if (!rule.isTextual() || pairsAsked.length + texts.length > PAIRS_ASKED_MAX) {
      keysAsked |= AttributeSketch.key(rule.key());
      return;
    }
    int from = pairsAsked.length;
    pairsAsked = Arrays.copyOf(pairsAsked, from + texts.length);
    for (int t = 0; t < texts.length; t++) {
      pairsAsked[from + t] = AttributeSketch.pair(rule.key(), texts[t]);
    }
  }

  private void add(
      SpanPredicate predicate, int bit, Map<String, KeyRule> rules, Map<String, TextTable> lists) {
    if (predicate instanceof StatusIs status) {
      answers.add(byStatus[status.code() & 0xff], bit);
    } else if (predicate instanceof FlagsHave flags) {
      fields.add(flags, bit);
    } else if (predicate instanceof EventNamed event) {
      fields.add(event, bit);
    } else if (predicate instanceof TraceStateIn state) {
      fields.add(state, bit);
    } else if (predicate instanceof AttributeIn in) {
      KeyRule rule = rule(in.key(), rules);
      in.values().forEach(value -> rule.addText(value, bit));
    } else if (predicate instanceof AttributeInFile in) {
      TextTable list = lists.getOrDefault(in.file(), TextTable.EMPTY);
      addTest(rule(in.key(), rules), ValueTest.in(list), bit);
    } else if (predicate instanceof AttributeMatches matches) {
      addTest(rule(matches.key(), rules), ValueTest.matches(matches), bit);
    } else if (predicate instanceof AttributeBetween between) {
      addTest(rule(between.key(), rules), ValueTest.between(between), bit);
    } else if (predicate instanceof AttributeIs is) {
      addTest(rule(is.key(), rules), ValueTest.is(is), bit);
    } else if (predicate instanceof AttributeSays says) {
      addTest(rule(says.key(), rules), ValueTest.says(says), bit);
    }
  }

  private KeyRule rule(String key, Map<String, KeyRule> rules) {
    return rules.computeIfAbsent(key, k -> new KeyRule(k, answers));
  }

  private void addTest(KeyRule rule, ValueTest test, int bit) {
    answers.add(test.hits(), bit);
    rule.addTest(test);
  }

  /** Where the answers go. */
  Answers answers() {
    return answers;
  }

  /** The lengths of all keys that are asked for: {@link KeyQuestion#lengths}. */
  long keyLengths() {
    return keyLengths;
  }

  /** The bits that a status code sets. */
  long ofStatus(int status) {
    return answers.give(byStatus[status & 0xff]);
  }

  /**
   * Whether the attributes of a row can set a bit at all, as its sketch has it; usually not, and
   * then its bytes need no look.
   */
  boolean mayMatch(SpanIndex index, int row) {
    if ((index.typedKeys(row) & typedKeysAsked) != 0
        || (index.keys(row) & keysAsked) != 0
        || !index.tellsOf(keyLengths)) {
      return true;
    }
    long pairs = index.pairs(row);
    for (long pair : pairsAsked) {
      if ((pairs & pair) == pair) {
        return true;
      }
    }
    return false;
  }

  /** The bits that the flags and other fields of a span set: {@link SpanFields#of}. */
  long ofFields(int flags, byte[] bytes, int from, int attributesFrom, int attributesTo, int to) {
    return fields.isEmpty() ? 0 : fields.of(flags, bytes, from, attributesFrom, attributesTo, to);
  }

  /** The bits that the flags and other fields of a row set. */
  long ofFields(SpanBatch batch, int row) {
    if (fields.isEmpty()) {
      return 0;
    }
    SpanIndex index = batch.index();
    return fields.of(
        index.flags(row),
        batch.rowBytes(row),
        index.bodyOffset(row),
        index.attributesFrom(row),
        index.attributesTo(row),
        index.end(row));
  }

  /** The bits that the attributes of a resource set. */
  long ofResource(SpanBatch batch, int resource) {
    return keyLengths == 0 ? 0 : matchAll(cursor.ofResource(batch, resource));
  }

  /**
   * The bits that the attributes of a resource set, given the fields of its {@code ResourceSpans}.
   */
  long ofResource(byte[] bytes, int from, int to) {
    return keyLengths == 0 ? 0 : matchAll(cursor.ofResource(bytes, from, to));
  }

  /**
   * The bits that the attributes of a span set, given fields of its message among which all of them
   * are. An attribute that makes no sense says nothing, those behind it still do; a field that
   * can't be measured ends it.
   */
  long ofAttributes(byte[] bytes, int from, int to) {
    if (keyLengths == 0) {
      return 0;
    }
    long bits = 0;
    int at = from;
    while (at < to) {
      int pair = at + 2;
      int end = pair < to ? pair + bytes[at + 1] : 0;
      if (bytes[at] != OtlpFields.SPAN_ATTRIBUTES || end < pair || end > to) {
        long tag = WireReader.tag(bytes, at, to);
        end =
            tag < 0 ? -1 : WireReader.skip(WireReader.value(tag), bytes, WireReader.next(tag), to);
        if (end < 0) {
          return bits;
        }
        if (WireReader.value(tag) == OtlpFields.SPAN_ATTRIBUTES) {
          bits |= matchAll(cursor.ofSpan(bytes, at, end));
        }
      } else if (!isPlain(bytes, pair, end)) {
        bits |= matchAll(cursor.ofSpan(bytes, at, end));
      } else if ((keyLengths & KeyQuestion.length(bytes[pair + 1])) != 0) {
        bits |= matchPlain(bytes, at, pair, end);
      }
      at = end;
    }
    return bits;
  }

  /**
   * Whether a pair is a key and then a value, each once and with a length of one byte: what every
   * serializer writes for short ones.
   */
  private static boolean isPlain(byte[] bytes, int pair, int end) {
    if (end - pair < 2 || bytes[pair] != KEY_TAG || bytes[pair + 1] < 0) {
      return false;
    }
    int value = pair + 2 + bytes[pair + 1];
    return value + 1 < end
        && bytes[value] == OtlpFields.KEY_VALUE_VALUE
        && value + 2 + bytes[value + 1] == end;
  }

  /** Compares a text where it lies; all else is left to the cursor. */
  private long matchPlain(byte[] bytes, int field, int pair, int end) {
    int keyEnd = pair + 2 + bytes[pair + 1];
    KeyRule rule = find(bytes, pair + 2, keyEnd);
    if (rule == null) {
      return 0;
    }
    int from = keyEnd + 4;
    if (!rule.isTextual()
        || from > end
        || bytes[keyEnd + 2] != OtlpFields.VALUE_STRING
        || from + bytes[keyEnd + 3] != end) {
      return matchAll(cursor.ofSpan(bytes, field, end));
    }
    return rule.ofText(bytes, from, end);
  }

  private @Nullable KeyRule find(byte[] bytes, int from, int to) {
    if (rulesByKey != null) {
      int number = rulesByKey.find(bytes, from, to);
      return number == TextTable.NONE ? null : rules[number];
    }
    for (int r = 0; r < rules.length; r++) {
      if (rules[r].isKey(bytes, from, to)) {
        return rules[r];
      }
    }
    return null;
  }

  private long matchAll(AttributeCursor attributes) {
    long bits = 0;
    while (attributes.next()) {
      int key = attributes.keyOffset();
      KeyRule rule = find(attributes.bytes(), key, key + attributes.keyLength());
      if (rule != null) {
        bits |= rule.ofValue(attributes.value(), text);
      }
    }
    return bits;
  }
}
