package io.spanweir.core.otlp;

import io.spanweir.testkit.ProtoWriter;
import io.spanweir.testkit.Rng;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * {@code TracesData} bytes as no serializer would write them and every parser must read them:
 * fields in any order and more than once, known numbers with foreign wire types, unknown fields on
 * every level, tags and lengths longer than need be. What is nested deeper is well-formed, so that
 * a parser of the whole schema takes it too.
 */
final class RandomTraces {
  private static final byte[] NO_BYTES = {};

  private final Rng rng;

  /** In this many of a hundred places something odd stands. */
  private final int oddPercent;

  RandomTraces(long seed) {
    rng = new Rng(seed);
    oddPercent = rng.pick(List.of(0, 3, 20));
  }

  byte[] next() {
    List<byte[]> fields = new ArrayList<>();
    for (int i = rng.between(0, 4); i > 0; i--) {
      fields.add(message(1, resourceSpans()));
    }
    return body(fields);
  }

  private byte[] resourceSpans() {
    List<byte[]> fields = new ArrayList<>();
    for (int i = few(1); i > 0; i--) {
      fields.add(message(1, resource()));
    }
    for (int i = rng.between(0, 3); i > 0; i--) {
      fields.add(message(2, scopeSpans()));
    }
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(text(3, "https://resource/" + rng.below(9)));
    }
    return body(fields);
  }

  private byte[] scopeSpans() {
    List<byte[]> fields = new ArrayList<>();
    for (int i = few(1); i > 0; i--) {
      fields.add(message(1, body(List.of(text(1, "lib"), text(2, "1.0"), attribute(3)))));
    }
    for (int i = rng.between(0, 5); i > 0; i--) {
      fields.add(message(2, span()));
    }
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(text(3, "https://scope/" + rng.below(9)));
    }
    return body(fields);
  }

  private byte[] resource() {
    List<byte[]> fields = new ArrayList<>();
    for (int i = rng.between(0, 3); i > 0; i--) {
      fields.add(attribute(1));
    }
    return body(fields);
  }

  private byte[] span() {
    List<byte[]> fields = new ArrayList<>();
    ids(fields);
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(text(3, "ot=th:8"));
    }
    for (int i = few(1); i > 0; i--) {
      fields.add(text(5, rng.percent(80) ? "GET /" : "a name of many letters ".repeat(9)));
      fields.add(varintField(6, kind()));
    }
    for (int i = few(1); i > 0; i--) {
      fields.add(new ProtoWriter().fixed64Field(7, rng.nextLong()).toByteArray());
      fields.add(new ProtoWriter().fixed64Field(8, rng.nextLong()).toByteArray());
    }
    for (int i = rng.between(0, 6); i > 0; i--) {
      fields.add(attribute(9));
    }
    if (rng.percent(30)) {
      fields.add(varintField(10, rng.below(99)));
      fields.add(message(11, body(List.of(text(2, "event"), attribute(3)))));
      fields.add(message(13, body(List.of(text(3, "ot=rv:1"), attribute(4)))));
    }
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(message(15, status()));
    }
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(new ProtoWriter().fixed32Field(16, (int) rng.nextLong()).toByteArray());
    }
    return body(fields);
  }

  private void ids(List<byte[]> fields) {
    for (int i = few(1); i > 0; i--) {
      fields.add(message(1, id(16)));
    }
    for (int i = few(1); i > 0; i--) {
      fields.add(message(2, id(8)));
    }
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(message(4, id(8)));
    }
  }

  private byte[] status() {
    List<byte[]> fields = new ArrayList<>();
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(text(2, "no luck"));
    }
    for (int i = few(rng.below(2)); i > 0; i--) {
      fields.add(varintField(3, rng.percent(80) ? rng.below(3) : rng.nextLong()));
    }
    return body(fields);
  }

  private long kind() {
    return rng.percent(80) ? rng.below(6) : rng.nextLong();
  }

  private byte[] id(int size) {
    if (odd()) {
      return rng.percent(50) ? new byte[size] : bytes(rng.below(20));
    }
    return bytes(size);
  }

  private byte[] attribute(int number) {
    ProtoWriter value = new ProtoWriter();
    switch (rng.below(4)) {
      case 0 -> value.stringField(1, "v".repeat(rng.below(200)));
      case 1 -> value.varintField(2, rng.below(2));
      case 2 -> value.varintField(3, rng.nextLong());
      default -> value.fixed64Field(4, rng.nextLong());
    }
    return message(
        number, new ProtoWriter().stringField(1, "k" + rng.below(9)).messageField(2, value));
  }

  /** The fields in order, or, where something is odd, in disorder and with strangers between. */
  private byte[] body(List<byte[]> fields) {
    List<byte[]> all = new ArrayList<>(fields);
    while (odd()) {
      all.add(stranger());
    }
    if (odd()) {
      Collections.shuffle(all, new Random(rng.nextLong()));
    }
    ProtoWriter out = new ProtoWriter();
    all.forEach(out::raw);
    return out.toByteArray();
  }

  /** A field nobody knows, or a known one in a form that nobody expects. */
  private byte[] stranger() {
    boolean unknown = rng.percent(50);
    int number = unknown ? rng.pick(List.of(17, 99, 1000, 20_000, (1 << 29) - 1)) : 6;
    return switch (rng.below(4)) {
      case 0 -> unknown ? varintField(number, rng.nextLong()) : varintField(5, 7);
      case 1 -> new ProtoWriter().fixed64Field(unknown ? number : 6, rng.nextLong()).toByteArray();
      case 2 -> unknown ? message(number, bytes(rng.below(9))) : message(7, NO_BYTES);
      default -> new ProtoWriter().fixed32Field(unknown ? number : 8, 5).toByteArray();
    };
  }

  private byte[] text(int number, String text) {
    return new ProtoWriter().stringField(number, text).toByteArray();
  }

  private byte[] message(int number, ProtoWriter content) {
    return message(number, content.toByteArray());
  }

  private byte[] message(int number, byte[] content) {
    ProtoWriter out = new ProtoWriter();
    varint(out, (long) number << 3 | 2, 5);
    varint(out, content.length, 10);
    return out.raw(content).toByteArray();
  }

  private byte[] varintField(int number, long value) {
    ProtoWriter out = new ProtoWriter();
    varint(out, (long) number << 3, 5);
    varint(out, value, 10);
    return out.toByteArray();
  }

  /** A varint that is, where something is odd, longer than need be, up to {@code bytesMax}. */
  private void varint(ProtoWriter out, long value, int bytesMax) {
    byte[] shortest = new ProtoWriter().varint(value).toByteArray();
    int more = odd() ? rng.between(0, bytesMax - shortest.length) : 0;
    if (more > 0) {
      shortest[shortest.length - 1] |= (byte) 0x80;
    }
    out.raw(shortest);
    for (int i = 1; i <= more; i++) {
      out.raw(i < more ? 0x80 : 0);
    }
  }

  /** Usually as many as usual. */
  private int few(int usual) {
    return odd() ? rng.below(3) : usual;
  }

  private boolean odd() {
    return rng.percent(oddPercent);
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) rng.nextLong();
    }
    return bytes;
  }
}
