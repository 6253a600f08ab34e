package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.core.otlp.AttributeCursor;
import io.spanweir.core.otlp.AttributeSketch;
import io.spanweir.core.otlp.OtlpFields;
import io.spanweir.core.otlp.ValueType;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.processor.tailsampling.policy.SpanPredicate;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.AttributeIn;
import io.spanweir.processor.tailsampling.policy.SpanPredicate.StatusIs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

  /** Up to as many texts, asking for each is cheaper than walking over all attributes. */
  private static final int PAIRS_ASKED_MAX = 16;

  private final long[] statusBits = new long[256];
  private final List<KeyRule> rules = new ArrayList<>();

  /** Bit n: some key of n bytes is asked for; lengths past 63 share the last bit. */
  private long keyLengths;

  /** What the sketch of a span shows where some predicate may hold: see {@link #mayMatch}. */
  private long keysAsked;

  private long typedKeysAsked;
  private long[] pairsAsked = {};

  private final AttributeCursor cursor = new AttributeCursor();

  /** The predicates about one key. */
  private static final class KeyRule {
    private final byte[] key;
    private final List<ValueRule> values = new ArrayList<>();

    KeyRule(byte[] key) {
      this.key = key;
    }
  }

  /** One text that sets some bits. */
  private record ValueRule(TextBytes bytes, long bits) {}

  /** Holds an array, which a record shouldn't. */
  private static final class TextBytes {
    private final byte[] utf8;

    TextBytes(String text) {
      utf8 = text.getBytes(StandardCharsets.UTF_8);
    }
  }

  SpanMatcher(List<SpanPredicate> predicates) {
    for (int bit = 0; bit < predicates.size(); bit++) {
      SpanPredicate predicate = predicates.get(bit);
      if (predicate instanceof StatusIs status) {
        statusBits[status.code() & 0xff] |= 1L << bit;
      } else if (predicate instanceof AttributeIn attribute) {
        addAttribute(attribute, 1L << bit);
      }
    }
    rules.forEach(this::ask);
  }

  private void ask(KeyRule rule) {
    typedKeysAsked |= AttributeSketch.key(rule.key);
    if (pairsAsked.length + rule.values.size() > PAIRS_ASKED_MAX) {
      keysAsked |= AttributeSketch.key(rule.key);
      return;
    }
    int from = pairsAsked.length;
    pairsAsked = Arrays.copyOf(pairsAsked, from + rule.values.size());
    for (int v = 0; v < rule.values.size(); v++) {
      pairsAsked[from + v] = AttributeSketch.pair(rule.key, rule.values.get(v).bytes().utf8);
    }
  }

  private void addAttribute(AttributeIn attribute, long bits) {
    byte[] key = attribute.key().getBytes(StandardCharsets.UTF_8);
    KeyRule rule =
        rules.stream()
            .filter(r -> Arrays.equals(r.key, key))
            .findFirst()
            .orElseGet(() -> addRule(key));
    for (String text : attribute.values()) {
      rule.values.add(new ValueRule(new TextBytes(text), bits));
    }
  }

  private KeyRule addRule(byte[] key) {
    KeyRule rule = new KeyRule(key);
    rules.add(rule);
    keyLengths |= 1L << Math.min(63, key.length);
    return rule;
  }

  /** Whether anything about attributes is asked. */
  boolean looksAtAttributes() {
    return keyLengths != 0;
  }

  /** The bits that a status code sets. */
  long ofStatus(int status) {
    return statusBits[status & 0xff];
  }

  /**
   * Whether the attributes of a row can set a bit at all, as its sketch has it; usually not, and
   * then its bytes need no look.
   */
  boolean mayMatch(SpanIndex index, int row) {
    if ((index.typedKeys(row) & typedKeysAsked) != 0 || (index.keys(row) & keysAsked) != 0) {
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
      } else if ((keyLengths >>> Math.min(63, bytes[pair + 1]) & 1) != 0) {
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

  /** Compares a text where it lies; other scalars are left to the cursor. */
  private long matchPlain(byte[] bytes, int field, int pair, int end) {
    int keyEnd = pair + 2 + bytes[pair + 1];
    long bits = 0;
    for (int r = 0; r < rules.size(); r++) {
      KeyRule rule = rules.get(r);
      if (rule.key.length == keyEnd - pair - 2
          && Arrays.equals(bytes, pair + 2, keyEnd, rule.key, 0, rule.key.length)) {
        int text = keyEnd + 4;
        if (text > end
            || bytes[keyEnd + 2] != OtlpFields.VALUE_STRING
            || text + bytes[keyEnd + 3] != end) {
          return matchAll(cursor.ofSpan(bytes, field, end));
        }
        bits |= matchText(rule, bytes, text, end);
      }
    }
    return bits;
  }

  private static long matchText(KeyRule rule, byte[] bytes, int from, int to) {
    long bits = 0;
    for (int v = 0; v < rule.values.size(); v++) {
      ValueRule value = rule.values.get(v);
      byte[] utf8 = value.bytes().utf8;
      if (utf8.length == to - from && Arrays.equals(bytes, from, to, utf8, 0, utf8.length)) {
        bits |= value.bits();
      }
    }
    return bits;
  }

  private long matchAll(AttributeCursor attributes) {
    long bits = 0;
    while (attributes.next()) {
      for (int r = 0; r < rules.size(); r++) {
        KeyRule rule = rules.get(r);
        if (attributes.keyEquals(rule.key)) {
          bits |= matchValue(attributes, rule);
        }
      }
    }
    return bits;
  }

  /** Scalars have a text to compare; arrays, maps and bytes have none. */
  private static long matchValue(AttributeCursor attributes, KeyRule rule) {
    ValueType type = attributes.valueType();
    if (type == ValueType.ARRAY || type == ValueType.KVLIST || type == ValueType.BYTES) {
      return 0;
    }
    long bits = 0;
    for (int v = 0; v < rule.values.size(); v++) {
      ValueRule value = rule.values.get(v);
      if (attributes.valueTextEquals(value.bytes().utf8)) {
        bits |= value.bits();
      }
    }
    return bits;
  }
}
