package io.spanweir.testkit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the spans out of OTLP {@code TracesData} for a test to look at; plain and slow, and no kin
 * of the product's reader. Field numbers are those of trace.proto.
 */
public final class TracesReader {
  private TracesReader() {}

  /**
   * A field of a message: with its tag and length, and its content where it is length-delimited.
   */
  private record Field(int number, ByteBuffer whole, ByteBuffer content) {}

  /**
   * Every span, in the order they stand.
   *
   * @throws IllegalArgumentException when the bytes are no {@code TracesData}
   */
  public static List<SentSpan> read(byte[] tracesData) {
    List<SentSpan> spans = new ArrayList<>();
    for (Field resource : fields(ByteBuffer.wrap(tracesData))) {
      if (resource.number != 1) {
        continue;
      }
      ByteBuffer around = allBut(2, resource.content);
      for (Field scope : fields(resource.content)) {
        if (scope.number == 2) {
          readScope(scope.content, around, spans);
        }
      }
    }
    return spans;
  }

  private static void readScope(ByteBuffer scope, ByteBuffer resource, List<SentSpan> spans) {
    ByteBuffer around = allBut(2, scope);
    for (Field span : fields(scope)) {
      if (span.number == 2) {
        spans.add(readSpan(span.content, resource, around));
      }
    }
  }

  private static SentSpan readSpan(ByteBuffer span, ByteBuffer resource, ByteBuffer scope) {
    long high = 0;
    long low = 0;
    long id = 0;
    for (Field field : fields(span)) {
      if (field.number == 1) {
        high = field.content.getLong(0);
        low = field.content.getLong(8);
      } else if (field.number == 2) {
        id = field.content.getLong(0);
      }
    }
    return new SentSpan(high, low, id, span, resource, scope);
  }

  /** Whether some span, scope or resource has this attribute, read as text. */
  public static List<String> textAttributes(ByteBuffer message, int attributesField, String key) {
    List<String> values = new ArrayList<>();
    for (Field field : fields(message)) {
      if (field.number == attributesField && text(fields(field.content), 1).contains(key)) {
        for (Field value : fields(field.content)) {
          if (value.number == 2) {
            values.addAll(text(fields(value.content), 1));
          }
        }
      }
    }
    return values;
  }

  private static List<String> text(List<Field> fields, int number) {
    return fields.stream()
        .filter(field -> field.number == number)
        .map(field -> java.nio.charset.StandardCharsets.UTF_8.decode(field.content.slice()))
        .map(Object::toString)
        .toList();
  }

  private static ByteBuffer allBut(int number, ByteBuffer message) {
    ByteBuffer rest = ByteBuffer.allocate(message.remaining());
    for (Field field : fields(message)) {
      if (field.number != number) {
        rest.put(field.whole.slice());
      }
    }
    return rest.flip();
  }

  private static List<Field> fields(ByteBuffer message) {
    ByteBuffer in = message.slice();
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      int start = in.position();
      long tag = varint(in);
      int from = in.position();
      int to = from;
      switch ((int) (tag & 7)) {
        case 0 -> {
          varint(in);
          to = in.position();
        }
        case 1 -> to = from + 8;
        case 2 -> {
          long length = varint(in);
          from = in.position();
          to = Math.addExact(from, Math.toIntExact(length));
        }
        case 5 -> to = from + 4;
        default -> throw new IllegalArgumentException("wire type of tag " + tag);
      }
      if (to > in.limit()) {
        throw new IllegalArgumentException("a field ends at " + to + " of " + in.limit());
      }
      fields.add(
          new Field((int) (tag >>> 3), in.slice(start, to - start), in.slice(from, to - from)));
      in.position(to);
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!in.hasRemaining()) {
        throw new IllegalArgumentException("cut within a varint");
      }
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a varint of more than ten bytes");
  }
}
