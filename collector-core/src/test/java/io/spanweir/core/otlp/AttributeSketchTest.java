package io.spanweir.core.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.data.SpanIndex;
import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AttributeSketchTest {
  private final Bytes bytes = new Bytes();
  private final AttributeCursor cursor = new AttributeCursor();
  private final AttributeSketch sketch = new AttributeSketch();

  /** The contract: whatever a cursor can find, the sketch has not ruled out. */
  @Test
  void rulesNothingOutThatIsThere() {
    Seed.each(
        1500,
        seed -> {
          SpanBatch batch = bytes.index(new RandomTraces(seed).next());
          SpanIndex index = batch.index();
          for (int row = 0; row < batch.size(); row++) {
            cursor.ofSpan(batch, row);
            assertPossible(
                index.keys(row), index.typedKeys(row), index.pairs(row), KeyQuestion.ALL_LENGTHS);
          }
          batch.release();
        });
  }

  @Test
  void rulesNothingOutInBytesThatMakeNoSense() {
    Seed.each(
        3000,
        seed -> {
          Rng rng = new Rng(seed);
          byte[] span = randomSpan(rng).toByteArray();
          for (int i = rng.below(4); i > 0; i--) {
            span[rng.below(span.length)] = (byte) rng.nextLong();
          }
          int to = rng.below(4) == 0 ? rng.below(span.length) : span.length;
          SpanFacts facts = new SpanFacts();
          long lengths = rng.below(2) == 0 ? KeyQuestion.ALL_LENGTHS : rng.nextLong();
          facts.keyLengths(lengths);
          try {
            facts.read(span, 0, to);
          } catch (MalformedException e) {
            return;
          }
          cursor.ofSpan(span, 0, to);
          AttributeSketch read = facts.sketch();
          assertPossible(read.keys(), read.typed(), read.pairs(), lengths);
        });
  }

  /** Of the attributes whose key has one of the lengths. */
  private void assertPossible(long keys, long typed, long pairs, long lengths) {
    while (cursor.next()) {
      if ((KeyQuestion.length(cursor.keyLength()) & lengths) == 0) {
        continue;
      }
      int from = cursor.keyOffset();
      byte[] key = Arrays.copyOfRange(cursor.bytes(), from, from + cursor.keyLength());
      assertThat(keys & AttributeSketch.key(key)).isNotZero();
      if (cursor.valueType() == ValueType.STRING) {
        int at = cursor.value().offset();
        byte[] text = Arrays.copyOfRange(cursor.bytes(), at, at + cursor.value().length());
        long pair = AttributeSketch.pair(key, text);
        boolean possible = (pairs & pair) == pair || (typed & AttributeSketch.key(key)) != 0;
        assertThat(possible).as("%s", cursor.keyString()).isTrue();
      } else {
        assertThat(typed & AttributeSketch.key(key)).isNotZero();
      }
    }
  }

  private static ProtoWriter randomSpan(Rng rng) {
    ProtoWriter span = new ProtoWriter();
    for (int i = rng.below(3); i > 0; i--) {
      span.varintField(10 + rng.below(3), 0);
    }
    for (int i = rng.below(6); i >= 0; i--) {
      ProtoWriter pair = new ProtoWriter().stringField(1, text(rng));
      int type = rng.below(8);
      ProtoWriter value = type == 7 ? null : new ProtoWriter();
      switch (type) {
        case 0 -> value.varintField(2, rng.below(2));
        case 1 -> value.varintField(3, rng.nextLong());
        case 2 -> value.fixed64Field(4, rng.nextLong());
        case 3 -> value.bytesField(7, text(rng).getBytes(UTF_8));
        case 4 -> value.stringField(1, text(rng)).varintField(3, 7);
        case 7 -> {}
        default -> value.stringField(1, text(rng));
      }
      span.messageField(9, value == null ? pair : pair.messageField(2, value));
      if (rng.below(20) == 0) {
        span.varintField(6, 2);
      }
    }
    return span;
  }

  private static String text(Rng rng) {
    int length = rng.below(5) == 0 ? rng.below(300) : rng.below(12);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + rng.below(3)));
    }
    return text.toString();
  }

  /** Otherwise it would be right and of no use. */
  @Test
  void rulesMostOutThatIsNotThere() {
    ProtoWriter span = new ProtoWriter();
    for (int i = 0; i < 14; i++) {
      attribute(span, "http.header." + i * 7919, "value-" + i * 104729);
    }
    note(span);
    int keys = 0;
    int pairs = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] key = ("customer." + i * 31).getBytes(UTF_8);
      long pair = AttributeSketch.pair("http.header.0".getBytes(UTF_8), key);
      keys += (sketch.keys() & AttributeSketch.key(key)) != 0 ? 1 : 0;
      pairs += (sketch.pairs() & pair) == pair ? 1 : 0;
    }
    assertThat(keys).isLessThan(300);
    assertThat(pairs).isLessThan(230);
    assertThat(sketch.typed()).isZero();
  }

  @Test
  void keysAndTextsOfAnyLengthAreTold() {
    for (int key : new int[] {0, 1, 3, 4, 5, 100, 118, 119, 127, 128, 20_000}) {
      for (int text : new int[] {0, 1, 4, 8, 9, 100, 123, 127, 128, 129, 16_384}) {
        ProtoWriter span = new ProtoWriter();
        attribute(span, "k".repeat(key), "t".repeat(text));
        note(span);
        long pair =
            AttributeSketch.pair("k".repeat(key).getBytes(UTF_8), "t".repeat(text).getBytes(UTF_8));
        assertThat(sketch.pairs()).as("%d and %d", key, text).isEqualTo(pair);
        assertThat(sketch.typed()).isZero();
      }
    }
  }

  @Test
  void keysThatNobodyAsksForAreNotNoted() {
    ProtoWriter span = new ProtoWriter();
    for (int key : new int[] {1, 4, 5, 62, 63, 64, 200}) {
      attribute(span, "k".repeat(key), "text");
      attribute(span, "k".repeat(key), "t".repeat(300));
    }
    note(span);
    long all = sketch.keys();
    sketch.keyLengths(0);
    note(span);
    assertThat(sketch.keys() | sketch.typed() | sketch.pairs()).isZero();
    for (int key : new int[] {1, 4, 5, 62, 200}) {
      byte[] utf8 = "k".repeat(key).getBytes(UTF_8);
      sketch.keyLengths(KeyQuestion.length(key));
      note(span);
      assertThat(sketch.keys() & AttributeSketch.key(utf8)).isNotZero();
      assertThat(sketch.keys()).isNotEqualTo(all);
    }
  }

  @Test
  void fieldsOutOfOrderBeforeAttributesHideNone() throws MalformedException {
    ProtoWriter attributes = new ProtoWriter();
    attribute(attributes, "customer", "vip");
    ProtoWriter before =
        new ProtoWriter()
            .bytesField(1, new byte[16])
            .bytesField(2, new byte[8])
            .fixed32Field(16, 257)
            .varintField(10, 0)
            .stringField(5, "n".repeat(200))
            .varintField(6, 3)
            .fixed64Field(7, 5)
            .fixed64Field(8, 6);
    byte[] span = new ProtoWriter().raw(before).raw(attributes).varintField(10, 1).toByteArray();
    SpanFacts facts = new SpanFacts();
    facts.read(span, 0, span.length);
    byte[] key = "customer".getBytes(UTF_8);
    assertThat(facts.sketch().keys()).isEqualTo(AttributeSketch.key(key));
    assertThat(facts.attributesFrom()).isEqualTo(before.size());
    assertThat(facts.attributesTo()).isEqualTo(before.size() + attributes.size());
    assertThat(facts.kind()).isEqualTo(3);
    assertThat(facts.flags()).isEqualTo(257);
    assertThat(facts.startNanos()).isEqualTo(5);
    assertThat(facts.endNanos()).isEqualTo(6);
  }

  @Test
  void anAttributeWithALongTagIsOneToo() throws MalformedException {
    byte[] plain = new ProtoWriter().stringField(1, "customer").toByteArray();
    ProtoWriter odd = new ProtoWriter().varintField(6, 3).raw(0xca, 0x00).varint(plain.length);
    attribute(odd.raw(plain), "other", "text");
    byte[] span = odd.toByteArray();
    SpanFacts facts = new SpanFacts();
    facts.read(span, 0, span.length);
    assertThat(facts.sketch().keys()).isEqualTo(AttributeSketch.ANY);
    assertThat(facts.attributesFrom()).isZero();
    assertThat(facts.attributesTo()).isEqualTo(span.length);
  }

  private static void attribute(ProtoWriter span, String key, String text) {
    ProtoWriter value = new ProtoWriter().stringField(1, text);
    span.messageField(9, new ProtoWriter().stringField(1, key).messageField(2, value));
  }

  private void note(ProtoWriter span) {
    byte[] message = span.toByteArray();
    assertThat(sketch.note(message, 0, message.length)).isEqualTo(message.length);
  }

  @Test
  void anAttributeThatIsWrittenOddlyRulesNothingOut() {
    ProtoWriter value = new ProtoWriter().stringField(1, "v");
    ProtoWriter twice =
        new ProtoWriter().stringField(1, "a key").stringField(1, "b key").messageField(2, value);
    note(new ProtoWriter().messageField(9, twice));
    assertThat(sketch.keys() & sketch.typed() & sketch.pairs()).isEqualTo(AttributeSketch.ANY);
    note(new ProtoWriter().messageField(9, new ProtoWriter().messageField(2, value)));
    assertThat(sketch.keys()).isEqualTo(AttributeSketch.ANY);
  }
}
