package io.spanweir.receiver.otlp;

import io.spanweir.core.data.BodyBuffer;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.transcode.JsonPhrase;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.JsonScalars;
import io.spanweir.receiver.transcode.JsonText;
import io.spanweir.receiver.transcode.Phrase;
import io.spanweir.receiver.transcode.Phrases;
import io.spanweir.receiver.transcode.ProtoOutput;
import io.spanweir.receiver.transcode.Transcoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OTLP/JSON to OTLP protobuf in one pass, bytes to bytes: what comes behind it knows one form.
 * Follows the JSON rules of the OTLP specification: ids in hex of either case, 64-bit integers as
 * text or number, unknown keys ignored. UTF-8 only. More lenient than it in two things that real
 * senders get wrong: an enum may be its name, a key the name in the proto file. A key that comes
 * twice counts as protobuf has it: the last one.
 *
 * <p>Bounded by {@link JsonReader}, and in its output by its buffer. One for each thread: it
 * remembers in which order keys came.
 */
final class JsonTranscoder implements Transcoder {
  /** {@code "stringValue"} and {@code "intValue"} written without spaces. */
  private static final List<Phrase.Form> FORMS =
      List.of(
          new Phrase.Form("\",\"value\":{\"stringValue\":\"", false, 2),
          new Phrase.Form("\",\"value\":{\"intValue\":\"", true, 2));

  /** Of an attribute: itself and its value. */
  private static final int ATTRIBUTE_LEVELS = 2;

  private final Signal signal;
  private final Phrases phrases = new Phrases("{\"key\":\"", FORMS, (json, from, length) -> 0);

  /** What came behind each field the last time, and what each message began with. */
  private final @Nullable JsonField[] followers;

  /**
   * @param signal what requests are of
   */
  JsonTranscoder(Signal signal) {
    this.signal = signal;
    JsonField.request(signal);
    followers = new JsonField[JsonField.count()];
  }

  @Override
  public LeftOut transcode(Chunk json, BodyBuffer output)
      throws MalformedException, ProtoOutput.NoRoomException {
    ProtoOutput out = new ProtoOutput(output, json.length());
    JsonReader reader = new JsonReader(json.bytes(), json.length());
    message(reader, JsonField.request(signal), out);
    if (!reader.atEnd()) {
      throw reader.malformed("more than one value");
    }
    out.finish();
    return LeftOut.NOTHING;
  }

  private void message(JsonReader reader, JsonFields fields, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    int before = fields.number();
    reader.enter('{', "an object");
    for (boolean first = true; reader.more(first, '}'); first = false) {
      JsonField field = key(reader, fields, before);
      if (field == null) {
        reader.skip();
        continue;
      }
      before = field.number();
      if (reader.peek() != 'n' || !reader.literal("null")) {
        field(reader, field, out);
      }
    }
  }

  /** Reads a key. Most likely it is the one that came behind the one before it the last time. */
  private @Nullable JsonField key(JsonReader reader, JsonFields fields, int before)
      throws MalformedException {
    JsonField likely = followers[before];
    if (likely != null && reader.key(likely.written())) {
      return likely;
    }
    reader.key();
    JsonField field = find(reader, fields);
    if (field != null) {
      followers[before] = field;
    }
    return field;
  }

  private static @Nullable JsonField find(JsonReader reader, JsonFields fields) {
    if (!reader.escaped()) {
      return fields.find(reader.bytes(), reader.from(), reader.to());
    }
    byte[] key = new byte[reader.to() - reader.from()];
    int length = JsonText.unescape(reader.bytes(), reader.from(), reader.to(), key, 0);
    return fields.find(key, 0, length);
  }

  private void field(JsonReader reader, JsonField field, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    switch (field.kind()) {
      case MESSAGE -> subMessage(reader, field, out);
      case MESSAGES -> {
        reader.enter('[', "a list");
        for (boolean first = true; reader.more(first, ']'); first = false) {
          subMessage(reader, field, out);
        }
      }
      case ATTRIBUTES -> {
        reader.enter('[', "a list");
        phrases.begin();
        for (boolean first = true; reader.more(first, ']'); first = false) {
          attribute(reader, field, out);
        }
      }
      case STRINGS -> {
        reader.enter('[', "a list");
        for (boolean first = true; reader.more(first, ']'); first = false) {
          JsonScalars.string(reader, field.tag(), out);
        }
      }
      case UINT64S, FIXED64S, DOUBLES -> {
        reader.enter('[', "a list");
        for (boolean first = true; reader.more(first, ']'); first = false) {
          scalar(reader, field, out);
        }
      }
      default -> scalar(reader, field, out);
    }
  }

  /** One value; those of a list are not packed, which every reader of protobuf takes. */
  private void scalar(JsonReader reader, JsonField field, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    int tag = field.tag();
    switch (field.kind()) {
      case STRING -> JsonScalars.string(reader, tag, out);
      case HEX -> JsonScalars.hex(reader, tag, out);
      case BASE64 -> out.bytes(tag, JsonScalars.base64(reader));
      case BOOL -> out.varint(tag, JsonScalars.bool(reader) ? 1 : 0);
      case UINT32 -> out.varint(tag, JsonScalars.uint32(reader));
      case INT64 -> out.varint(tag, JsonScalars.int64(reader));
      case UINT64S -> out.varint(tag, JsonScalars.uint64(reader));
      case SINT32 -> {
        int value = JsonScalars.int32(reader);
        out.varint(tag, Integer.toUnsignedLong((value << 1) ^ (value >> 31)));
      }
      case ENUM -> out.varint(tag, JsonScalars.enumValue(reader, field.names()));
      case FIXED64, FIXED64S -> out.fixed64(tag, JsonScalars.uint64(reader));
      case SFIXED64 -> out.fixed64(tag, JsonScalars.int64(reader));
      case FIXED32 -> out.fixed32(tag, (int) JsonScalars.uint32(reader));
      case DOUBLE, DOUBLES ->
          out.fixed64(tag, Double.doubleToRawLongBits(JsonScalars.doubleValue(reader)));
      default -> throw new IllegalStateException(field.kind() + " is no scalar");
    }
  }

  private void attribute(JsonReader reader, JsonField field, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    Phrase phrase = phrases.find(reader.bytes(), reader.position(), reader.end());
    if (phrase == null || !JsonPhrase.write(phrase, reader, ATTRIBUTE_LEVELS, field.tag(), out)) {
      subMessage(reader, field, out);
    }
  }

  private void subMessage(JsonReader reader, JsonField field, ProtoOutput out)
      throws MalformedException, ProtoOutput.NoRoomException {
    JsonFields fields = field.message();
    if (fields == null) {
      throw new IllegalStateException("a message without fields");
    }
    int start = out.open(field.tag(), field.lengthBytes());
    message(reader, fields, out);
    out.close(start, field.lengthBytes());
  }
}
