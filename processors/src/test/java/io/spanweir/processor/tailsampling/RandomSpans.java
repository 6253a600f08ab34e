package io.spanweir.processor.tailsampling;

import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Rng;
import java.util.Arrays;
import java.util.List;

/**
 * Requests as nobody's serializer writes them: fields in any order and twice, tags and lengths with
 * more bytes than they need, keys behind values, and attributes whose bytes make no sense.
 */
final class RandomSpans {
  /** In place of a share of nonsense: spans and attributes as serializers write them. */
  static final int PLAIN = -1;

  static final List<String> KEYS = List.of("user.id", "tier", "http.status", "k".repeat(130));
  static final List<String> VALUES = List.of("ada", "42", "true", "-7", "0.5", "1e+21");

  static final List<String> STATES =
      List.of(
          "vendor=a", "other=a,vendor=b", " vendor=a , vendor=b ", "=,,", "vendor", "v=vendor=a");

  private static final List<String> EVENTS =
      List.of(
          "retry",
          "exception|{\"exception.type\":\"E\"}|0",
          "\"exception\":{\"exception.type\":\"E\"}",
          "\"exception\"",
          "|{",
          "\"");

  private final Rng rng;
  private final int nonsense;

  /**
   * @param nonsense how many of a hundred pairs and values are random bytes
   */
  RandomSpans(Rng rng, int nonsense) {
    this.rng = rng;
    this.nonsense = nonsense;
  }

  /** A {@code TracesData} whose envelope and spans' own fields are right. */
  byte[] request() {
    ProtoWriter out = new ProtoWriter();
    for (int r = rng.between(1, 3); r > 0; r--) {
      ProtoWriter resourceSpans = new ProtoWriter();
      for (int n = rng.below(3); n > 0; n--) {
        ProtoWriter resource = new ProtoWriter();
        attributes(resource, 1, rng.below(4));
        resourceSpans.messageField(1, resource);
      }
      for (int s = rng.between(1, 2); s > 0; s--) {
        ProtoWriter scopeSpans = new ProtoWriter();
        for (int n = rng.between(1, 4); n > 0; n--) {
          scopeSpans.messageField(2, span());
        }
        resourceSpans.messageField(2, scopeSpans);
      }
      if (rng.percent(20)) {
        ProtoWriter resource = new ProtoWriter();
        attributes(resource, 1, 2);
        resourceSpans.messageField(1, resource).stringField(3, "schema");
      }
      out.messageField(1, resourceSpans);
    }
    return out.toByteArray();
  }

  /** Fields in their order: the sketches of others rule nothing out. */
  private ProtoWriter plainSpan() {
    byte[] id = new byte[16];
    id[15] = (byte) rng.between(1, 20);
    ProtoWriter span = new ProtoWriter().bytesField(1, id);
    id[8] = (byte) rng.between(1, 100);
    span.bytesField(2, Arrays.copyOfRange(id, 8, 16)).stringField(5, "GET /");
    span.fixed64Field(7, rng.between(1L, 900L)).fixed64Field(8, rng.between(1L, 900L));
    attributes(span, 9, rng.below(5));
    return span.messageField(15, new ProtoWriter().varintField(3, rng.below(3)));
  }

  private ProtoWriter span() {
    if (nonsense == PLAIN) {
      return plainSpan();
    }
    ProtoWriter span = new ProtoWriter();
    byte[] id = new byte[16];
    id[15] = (byte) rng.between(1, 3);
    if (rng.percent(20)) {
      attributes(span, 9, 1);
    }
    span.bytesField(1, id).fixed64Field(7, rng.between(0L, 900L));
    ProtoWriter spanId = new ProtoWriter().fixed64Field(1, rng.id());
    byte[] bytes = spanId.toByteArray();
    span.tag(2, 2).varint(8);
    for (int i = 1; i < bytes.length; i++) {
      span.raw(bytes[i]);
    }
    if (rng.percent(20)) {
      span.stringField(3, rng.pick(STATES));
    }
    attributes(span, 9, rng.below(5));
    span.fixed64Field(8, rng.between(0L, 900L));
    if (rng.percent(50)) {
      span.messageField(15, new ProtoWriter().varintField(3, rng.below(4)));
    }
    for (int n = rng.percent(30) ? rng.below(3) : 0; n > 0; n--) {
      span.messageField(11, event());
    }
    if (rng.percent(20)) {
      attributes(span, 9, 2);
    }
    if (rng.percent(10)) {
      span.stringField(3, rng.pick(STATES)).messageField(11, event());
    }
    return span.fixed32Field(16, rng.below(4));
  }

  private ProtoWriter event() {
    ProtoWriter event = new ProtoWriter();
    if (rng.percent(nonsense)) {
      return event.raw(rng.below(256), rng.below(256));
    }
    if (rng.percent(70)) {
      event.fixed64Field(1, 5);
    }
    return event.stringField(2, rng.percent(50) ? "exception" : rng.pick(EVENTS));
  }

  private void attributes(ProtoWriter to, int field, int count) {
    for (int i = 0; i < count; i++) {
      ProtoWriter pair = pair();
      if (nonsense == PLAIN) {
        to.messageField(field, pair);
      } else if (rng.percent(5)) {
        // The same tag in two bytes.
        to.raw((field << 3 | 2) | 0x80, 0).varint(pair.size()).raw(pair.toByteArray());
      } else if (rng.percent(5)) {
        to.tag(field, 2).raw((pair.size() & 0x7f) | 0x80, pair.size() >> 7).raw(pair.toByteArray());
      } else {
        to.messageField(field, pair);
      }
    }
  }

  private ProtoWriter pair() {
    ProtoWriter pair = new ProtoWriter();
    if (rng.percent(nonsense)) {
      for (int n = rng.below(12); n > 0; n--) {
        pair.raw(rng.below(256));
      }
      return pair;
    }
    int dice = nonsense == PLAIN ? 0 : rng.below(90);
    if (dice < 60) {
      return pair.stringField(1, key()).messageField(2, value());
    } else if (dice < 65) {
      return pair.messageField(2, value()).stringField(1, key());
    } else if (dice < 70) {
      return pair.stringField(1, key()).messageField(2, value()).stringField(1, key());
    } else if (dice < 75) {
      return pair.stringField(1, key()).stringField(1, key()).messageField(2, value());
    } else if (dice < 80) {
      return pair.stringField(1, key()).messageField(2, value()).messageField(2, value());
    } else if (dice < 84) {
      return pair.stringField(1, key());
    }
    return pair.stringField(1, key()).messageField(2, value()).stringField(9, "more");
  }

  private String key() {
    return rng.percent(60) ? rng.pick(KEYS) : rng.percent(50) ? "other" : "tie";
  }

  private ProtoWriter value() {
    ProtoWriter value = new ProtoWriter();
    if (rng.percent(nonsense)) {
      return value.raw(rng.below(256), rng.below(256));
    }
    switch (rng.below(8)) {
      case 0, 1, 2 -> value.stringField(1, rng.percent(70) ? rng.pick(VALUES) : "x".repeat(140));
      case 3 -> value.varintField(2, rng.below(2));
      case 4 -> value.varintField(3, rng.pick(List.of(42L, -7L, 8L)));
      case 5 -> value.fixed64Field(4, Double.doubleToRawLongBits(rng.pick(List.of(0.5, 1e21))));
      case 6 -> value.messageField(5, new ProtoWriter().messageField(1, value.stringField(1, "a")));
      case 7 -> value.bytesField(7, new byte[] {1, 2});
      default -> value.stringField(1, "");
    }
    return value;
  }
}
