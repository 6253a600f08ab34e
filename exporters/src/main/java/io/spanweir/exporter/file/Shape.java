package io.spanweir.exporter.file;

import io.spanweir.core.otlp.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A message of OTLP as its bytes are read: which fields it has and what JSON makes of them. */
final class Shape {
  private static final int NUMBERS = 32;

  private final @Nullable Field[] byNumber = new Field[NUMBERS];
  private Field[] fields = {};

  /** Whether one of it is what its signal is counted in: a span, a data point, a log record. */
  final boolean item;

  /** Whether one that is malformed may be left out, and the others around it stay. */
  final boolean severable;

  private Shape(boolean item, boolean severable) {
    this.item = item;
    this.severable = severable;
  }

  static Shape plain() {
    return new Shape(false, false);
  }

  static Shape group() {
    return new Shape(false, true);
  }

  static Shape item() {
    return new Shape(true, true);
  }

  /** Says what is in it; apart from the constructor, because values hold values. */
  @SuppressWarnings("NullAway") // of all numbers, those that the fields have
  Shape of(Field... given) {
    fields = given;
    for (Field field : given) {
      byNumber[field.number] = field;
    }
    return this;
  }

  /** In the order in which JSON has them. */
  Field[] fields() {
    return fields;
  }

  /** The field that a tag stands for; null when it is unknown or of another wire type. */
  @Nullable Field field(int tag) {
    int number = tag >>> 3;
    Field field = number < NUMBERS ? byNumber[number] : null;
    return field != null && field.isOn(tag & 7) ? field : null;
  }

  /** What JSON makes of a field's value. */
  enum Form {
    STRING(WireReader.LENGTH_DELIMITED),
    HEX(WireReader.LENGTH_DELIMITED),
    BASE64(WireReader.LENGTH_DELIMITED),
    MESSAGE(WireReader.LENGTH_DELIMITED),
    BOOL(WireReader.VARINT),
    /** An enum or a signed integer of 32 bits: a number. */
    INT32(WireReader.VARINT),
    /** The same in zigzag. */
    SINT32(WireReader.VARINT),
    UINT32(WireReader.VARINT),
    FIXED32(WireReader.FIXED32),
    /** 64 bits: in quotes, because JavaScript has no such numbers. */
    INT64(WireReader.VARINT),
    UINT64(WireReader.VARINT),
    FIXED64(WireReader.FIXED64),
    SFIXED64(WireReader.FIXED64),
    DOUBLE(WireReader.FIXED64);

    final int wireType;

    Form(int wireType) {
      this.wireType = wireType;
    }

    /** Whether many of them may stand in one field of bytes. */
    boolean packs() {
      return wireType != WireReader.LENGTH_DELIMITED;
    }
  }

  /** How often a field stands in a message, and what its absence means. */
  enum Presence {
    /** Zero and empty are the same as absent. */
    PLAIN,
    /** Zero is a value. */
    OPTIONAL,
    /** At most one of these is set: the last. */
    ONE_OF,
    REPEATED
  }

  /** One field. */
  static final class Field {
    final int number;
    final Form form;
    final Presence presence;

    /** The name in quotes, and the colon. */
    final byte[] key;

    /** Of messages: which. */
    final @Nullable Shape shape;

    Field(int number, String name, Form form, Presence presence, @Nullable Shape shape) {
      this.number = number;
      this.form = form;
      this.presence = presence;
      this.shape = shape;
      key = ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    boolean isOn(int wireType) {
      return wireType == form.wireType
          || (presence == Presence.REPEATED
              && form.packs()
              && wireType == WireReader.LENGTH_DELIMITED);
    }

    @Override
    public String toString() {
      return number + Arrays.toString(key);
    }
  }

  static Field one(int number, String name, Form form) {
    return new Field(number, name, form, Presence.PLAIN, null);
  }

  static Field one(int number, String name, Shape shape) {
    return new Field(number, name, Form.MESSAGE, Presence.OPTIONAL, shape);
  }

  static Field optional(int number, String name, Form form) {
    return new Field(number, name, form, Presence.OPTIONAL, null);
  }

  static Field choice(int number, String name, Form form) {
    return new Field(number, name, form, Presence.ONE_OF, null);
  }

  static Field choice(int number, String name, Shape shape) {
    return new Field(number, name, Form.MESSAGE, Presence.ONE_OF, shape);
  }

  static Field many(int number, String name, Form form) {
    return new Field(number, name, form, Presence.REPEATED, null);
  }

  static Field many(int number, String name, Shape shape) {
    return new Field(number, name, Form.MESSAGE, Presence.REPEATED, shape);
  }
}
