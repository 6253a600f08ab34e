package io.spanweir.core.otlp;

import java.util.function.Supplier;

/**
 * Reads all there is to read of some bytes, in every way, and checks that each part lies inside.
 */
final class CursorDrain {
  private CursorDrain() {}

  /** Takes {@code [from, to)} for a span, a resource and a scope in turn. */
  static void drain(byte[] bytes, int from, int to) {
    AttributeCursor cursor = new AttributeCursor();
    drain(() -> cursor.ofSpan(bytes, from, to), from, to);
    drain(() -> cursor.ofResource(bytes, from, to), from, to);
    drain(() -> cursor.ofScope(bytes, from, to), from, to);
    SpanReader span = new SpanReader().of(bytes, from, to);
    check(span.name() != null && span.traceState() != null && span.statusMessage() != null);
    check(span.eventsCount() <= to - from && span.linksCount() <= to - from);
  }

  private static void drain(Supplier<AttributeCursor> aim, int from, int to) {
    AttributeCursor cursor = aim.get();
    int steps = 0;
    while (cursor.next()) {
      check(++steps <= to - from);
      check(cursor.keyOffset() >= from && cursor.keyLength() >= 0);
      check(cursor.keyOffset() + cursor.keyLength() <= to);
      check(cursor.fieldOffset() >= from && cursor.fieldEnd() <= to);
      cursor.keyString();
      ValueReader value = cursor.value();
      switch (value.type()) {
        case STRING, BYTES, ARRAY, KVLIST -> {
          check(value.offset() >= from && value.length() >= 0);
          check(value.offset() + value.length() <= to);
        }
        default -> {}
      }
      cursor.valueText();
    }
    check(!cursor.next());
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new AssertionError("outside of the range");
    }
  }
}
