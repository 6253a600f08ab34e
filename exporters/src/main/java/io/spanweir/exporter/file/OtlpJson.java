package io.spanweir.exporter.file;

import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.WireReader;
import io.spanweir.exporter.file.Shape.Field;
import io.spanweir.exporter.file.Shape.Form;
import io.spanweir.exporter.file.Shape.Presence;
import io.spanweir.exporter.json.JsonBytes;
import java.io.ByteArrayOutputStream;

/**
 * OTLP's bytes as OTLP's JSON, in one go over the bytes: ids in hexadecimal, integers of 64 bits in
 * quotes, enums as numbers, names in lowerCamelCase, unknown fields left out. What protobuf says
 * about a field that stands more than once holds: lists go together wherever their parts are, the
 * last of single values counts, single messages are one.
 *
 * <p>What the door let pass without a look, such as the inside of attributes, may be malformed. The
 * smallest thing around it that can do without is left out: the span, else its scope's or its
 * resource's spans; {@link #write} says how many are there, {@link #isWhole} whether all are. One
 * thread.
 */
final class OtlpJson {
  /** Messages in messages, as protobuf's own parsers have it. */
  private static final int DEPTH_MAX = 100;

  private final Shape request;
  private final JsonBytes out;
  private byte[] bytes = {};
  private int items;
  private boolean whole;

  OtlpJson(Signal signal, JsonBytes out) {
    request = Shapes.of(signal);
    this.out = out;
  }

  /**
   * Appends the request in the first {@code length} bytes.
   *
   * @return how many of its spans, data points or log records are in what was written
   * @throws MalformedException when it is no request at all; nothing was appended then
   */
  int write(byte[] from, int length) throws MalformedException {
    int start = out.length();
    items = 0;
    whole = true;
    bytes = from;
    try {
      message(request, 0, length, 0);
      return items;
    } catch (MalformedException e) {
      out.cutTo(start);
      throw e;
    } finally {
      bytes = new byte[0];
    }
  }

  /** Whether nothing was left out of the last request. */
  boolean isWhole() {
    return whole;
  }

  private void message(Shape shape, int from, int to, int depth) throws MalformedException {
    if (depth > DEPTH_MAX) {
      throw new MalformedException("values nested deeper than " + DEPTH_MAX, from);
    }
    long present = 0;
    int chosen = 0;
    for (int at = from; at < to; ) {
      int tag = tag(at, to);
      int value = valueAt(at, to);
      Field field = shape.field(tag);
      if (field != null) {
        present |= 1L << field.number;
        chosen = field.presence == Presence.ONE_OF ? field.number : chosen;
      }
      at = endOf(tag, value, to);
    }
    out.put('{');
    int first = out.length();
    for (Field field : shape.fields()) {
      boolean outvoted = field.presence == Presence.ONE_OF && field.number != chosen;
      if ((present >>> field.number & 1) != 0 && !outvoted) {
        member(shape, field, from, to, depth, out.length() == first);
      }
    }
    out.put('}');
    if (shape.item) {
      items++;
    }
  }

  private void member(Shape shape, Field field, int from, int to, int depth, boolean first)
      throws MalformedException {
    int start = out.length();
    if (!first) {
      out.put(',');
    }
    out.put(field.key);
    boolean worthSaying = true;
    if (field.presence == Presence.REPEATED) {
      list(shape, field, from, to, depth);
    } else {
      worthSaying = single(shape, field, from, to, depth);
    }
    if (!worthSaying) {
      out.cutTo(start);
    }
  }

  private void list(Shape shape, Field field, int from, int to, int depth)
      throws MalformedException {
    out.put('[');
    int first = out.length();
    for (int at = from; at < to; ) {
      int tag = tag(at, to);
      int value = valueAt(at, to);
      int end = endOf(tag, value, to);
      if (shape.field(tag) == field) {
        if (field.form.packs() && (tag & 7) == WireReader.LENGTH_DELIMITED) {
          packed(field, contentAt(value, to), end, first);
        } else {
          element(field, value, end, depth, first);
        }
      }
      at = end;
    }
    out.put(']');
  }

  private void packed(Field field, int from, int to, int first) throws MalformedException {
    for (int at = from; at < to; ) {
      int end = endOf(field.form.wireType, at, to);
      comma(first);
      scalar(field.form, at, end);
      at = end;
    }
  }

  private void element(Field field, int value, int end, int depth, int first)
      throws MalformedException {
    int start = out.length();
    int itemsBefore = items;
    comma(first);
    Shape shape = field.shape;
    if (shape == null) {
      scalar(field.form, value, end);
      return;
    }
    try {
      message(shape, contentAt(value, end), end, depth + 1);
    } catch (MalformedException e) {
      if (!shape.severable) {
        throw e;
      }
      out.cutTo(start);
      items = itemsBefore;
      whole = false;
    }
  }

  private void comma(int first) {
    if (out.length() > first) {
      out.put(',');
    }
  }

  /** Whether there is something to say: a plain zero is as good as nothing. */
  private boolean single(Shape shape, Field field, int from, int to, int depth)
      throws MalformedException {
    int count = 0;
    int last = 0;
    int lastEnd = 0;
    for (int at = from; at < to; ) {
      int tag = tag(at, to);
      int value = valueAt(at, to);
      int end = endOf(tag, value, to);
      Field found = shape.field(tag);
      if (found == field) {
        count++;
        last = value;
        lastEnd = end;
      } else if (found != null
          && field.presence == Presence.ONE_OF
          && found.presence == Presence.ONE_OF) {
        count = 0;
      }
      at = end;
    }
    Shape inner = field.shape;
    if (inner == null) {
      return scalar(field.form, last, lastEnd) || field.presence != Presence.PLAIN;
    }
    if (count == 1) {
      message(inner, contentAt(last, lastEnd), lastEnd, depth + 1);
    } else {
      merged(shape, field, inner, to, count, depth, from);
    }
    return true;
  }

  /** Messages one behind the other are the encoding of what protobuf merges them to. */
  private void merged(Shape shape, Field field, Shape inner, int to, int count, int depth, int from)
      throws MalformedException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    int skip = occurrences(shape, field, from, to) - count;
    for (int at = from; at < to; ) {
      int tag = tag(at, to);
      int value = valueAt(at, to);
      int end = endOf(tag, value, to);
      if (shape.field(tag) == field && skip-- <= 0) {
        int content = contentAt(value, end);
        joined.write(bytes, content, end - content);
      }
      at = end;
    }
    byte[] around = bytes;
    bytes = joined.toByteArray();
    try {
      message(inner, 0, bytes.length, depth + 1);
    } finally {
      bytes = around;
    }
  }

  private int occurrences(Shape shape, Field field, int from, int to) throws MalformedException {
    int count = 0;
    for (int at = from; at < to; ) {
      int tag = tag(at, to);
      count += shape.field(tag) == field ? 1 : 0;
      at = endOf(tag, valueAt(at, to), to);
    }
    return count;
  }

  /** Appends a value; false if it is zero or empty. */
  private boolean scalar(Form form, int value, int end) throws MalformedException {
    if (form.wireType == WireReader.LENGTH_DELIMITED) {
      int content = contentAt(value, end);
      switch (form) {
        case HEX -> out.hex(bytes, content, end - content);
        case BASE64 -> out.base64(bytes, content, end - content);
        default -> out.string(bytes, content, end - content);
      }
      return end > content;
    }
    long bits =
        switch (form.wireType) {
          case WireReader.FIXED32 -> WireReader.fixed32(bytes, value) & 0xffff_ffffL;
          case WireReader.FIXED64 -> WireReader.fixed64(bytes, value);
          default -> WireReader.varint(bytes, value, end);
        };
    number(form, bits);
    return bits != 0;
  }

  private void number(Form form, long bits) {
    int low = (int) bits;
    switch (form) {
      case BOOL -> out.put(bits != 0 ? TRUE : FALSE);
      case INT32 -> out.number(low);
      case SINT32 -> out.number(low >>> 1 ^ -(low & 1));
      case UINT32, FIXED32 -> out.unsigned(bits & 0xffff_ffffL);
      case DOUBLE -> out.number(Double.longBitsToDouble(bits));
      default -> {
        out.put('"');
        if (form == Form.INT64 || form == Form.SFIXED64) {
          out.number(bits);
        } else {
          out.unsigned(bits);
        }
        out.put('"');
      }
    }
  }

  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  private int tag(int at, int to) throws MalformedException {
    return WireReader.value(checked(WireReader.tag(bytes, at, to), at));
  }

  /** Where the value of the field at {@code at} begins, with its length if it has one. */
  private int valueAt(int at, int to) throws MalformedException {
    return WireReader.next(checked(WireReader.tag(bytes, at, to), at));
  }

  private int endOf(int tag, int value, int to) throws MalformedException {
    return (int) checked(WireReader.skip(tag, bytes, value, to), value);
  }

  /** Where the content begins of a value that has a length. */
  private int contentAt(int value, int to) throws MalformedException {
    return WireReader.next(checked(WireReader.length(bytes, value, to), value));
  }

  private static long checked(long result, int at) throws MalformedException {
    if (result < 0) {
      throw WireReader.malformed(result, at);
    }
    return result;
  }
}
