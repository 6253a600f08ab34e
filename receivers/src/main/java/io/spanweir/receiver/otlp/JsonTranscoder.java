package io.spanweir.receiver.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.Signal;
import io.spanweir.core.otlp.MalformedException;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * OTLP/JSON to OTLP protobuf in one pass: what comes behind it knows one form. Follows the JSON
 * rules of the OTLP specification: ids in hex of either case, 64-bit integers as text or number,
 * unknown keys ignored. UTF-8 only. More lenient than it in two things that real senders get wrong:
 * an enum may be its name, a key the name in the proto file. A key that comes twice counts as
 * protobuf has it: the last one.
 *
 * <p>Bounded in depth, in tokens, in the length of texts, names and numbers; the output is not
 * longer than its buffer may be. Thread safe.
 */
final class JsonTranscoder {
  private static final int DEPTH_MAX = 64;
  private static final int TOKENS_MAX = 5_000_000;
  private static final int NUMBER_CHARS_MAX = 64;
  private static final int NAME_CHARS_MAX = 1_000;
  private static final int TEXT_CHARS_MAX = 8 << 20;

  private static final Pattern SOURCE_NOTE =
      Pattern.compile("\\[Source: [^;]*; (line: \\d+, column: \\d+)]");

  private final JsonFactory factory =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxTokenCount(TOKENS_MAX)
                  .maxNumberLength(NUMBER_CHARS_MAX)
                  .maxNameLength(NAME_CHARS_MAX)
                  .maxStringLength(TEXT_CHARS_MAX)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  /**
   * Writes what {@code json}, a request of this signal, holds to {@code output}; both stay their
   * owners', and the output is of no use after an exception.
   *
   * @throws MalformedException when it is no JSON, or not OTLP's
   * @throws ProtoOutput.NoRoomException when the output has no room
   */
  void transcode(Chunk json, Signal signal, BodyBuffer output)
      throws MalformedException, IOException {
    ProtoOutput out = new ProtoOutput(output, json.length());
    try (JsonParser parser = factory.createParser(json.bytes(), 0, json.length())) {
      try {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw malformed(parser, "expected an object");
        }
        message(parser, JsonField.request(signal), out);
        if (parser.nextToken() != null) {
          throw malformed(parser, "more than one value");
        }
      } catch (JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        throw new MalformedException(
            withoutSource(String.valueOf(e.getOriginalMessage())),
            at == null ? 0 : (int) at.getByteOffset());
      }
    }
  }

  /** The parser's words without its note that the source is not shown. */
  private static String withoutSource(String message) {
    return SOURCE_NOTE.matcher(message).replaceAll("$1");
  }

  /** From behind the opening brace to the closing one. */
  private static void message(JsonParser parser, Map<String, JsonField> fields, ProtoOutput out)
      throws MalformedException, IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      JsonField field = fields.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        field(parser, field, out);
      }
    }
  }

  private static void field(JsonParser parser, JsonField field, ProtoOutput out)
      throws MalformedException, IOException {
    switch (field.kind()) {
      case MESSAGE -> subMessage(parser, field, out);
      case MESSAGES -> {
        expect(parser, JsonToken.START_ARRAY, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          subMessage(parser, field, out);
        }
      }
      case STRINGS -> {
        expect(parser, JsonToken.START_ARRAY, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          string(parser, field, out);
        }
      }
      case UINT64S, FIXED64S, DOUBLES -> {
        expect(parser, JsonToken.START_ARRAY, "a list");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          scalar(parser, field, out);
        }
      }
      default -> scalar(parser, field, out);
    }
  }

  /** One value; those of a list are not packed, which every reader of protobuf takes. */
  private static void scalar(JsonParser parser, JsonField field, ProtoOutput out)
      throws MalformedException, IOException {
    switch (field.kind()) {
      case STRING -> string(parser, field, out);
      case HEX -> out.bytes(field.tag(), JsonScalars.hex(parser));
      case BASE64 -> out.bytes(field.tag(), JsonScalars.base64(parser));
      case BOOL -> out.varint(field.tag(), JsonScalars.bool(parser) ? 1 : 0);
      case UINT32 -> out.varint(field.tag(), JsonScalars.uint32(parser));
      case INT64 -> out.varint(field.tag(), JsonScalars.int64(parser));
      case UINT64S -> out.varint(field.tag(), JsonScalars.uint64(parser));
      case SINT32 -> {
        int value = JsonScalars.int32(parser);
        out.varint(field.tag(), Integer.toUnsignedLong((value << 1) ^ (value >> 31)));
      }
      case ENUM -> out.varint(field.tag(), JsonScalars.enumValue(parser, field.names()));
      case FIXED64, FIXED64S -> out.fixed64(field.tag(), JsonScalars.uint64(parser));
      case SFIXED64 -> out.fixed64(field.tag(), JsonScalars.int64(parser));
      case FIXED32 -> out.fixed32(field.tag(), (int) JsonScalars.uint32(parser));
      case DOUBLE, DOUBLES ->
          out.fixed64(field.tag(), Double.doubleToRawLongBits(JsonScalars.doubleValue(parser)));
      default -> throw new IllegalStateException(field.kind() + " is no scalar");
    }
  }

  private static void subMessage(JsonParser parser, JsonField field, ProtoOutput out)
      throws MalformedException, IOException {
    expect(parser, JsonToken.START_OBJECT, "an object");
    Map<String, JsonField> fields = field.message();
    if (fields == null) {
      throw new IllegalStateException("a message without fields");
    }
    int start = out.open(field.tag());
    message(parser, fields, out);
    out.close(start);
  }

  private static void string(JsonParser parser, JsonField field, ProtoOutput out)
      throws MalformedException, IOException {
    expect(parser, JsonToken.VALUE_STRING, "a text");
    out.string(
        field.tag(), parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
  }

  private static void expect(JsonParser parser, JsonToken token, String what)
      throws MalformedException {
    if (parser.currentToken() != token) {
      throw malformed(parser, "expected " + what);
    }
  }

  /** Wrong at the token at hand. */
  static MalformedException malformed(JsonParser parser, String problem) {
    return new MalformedException(problem, (int) parser.currentTokenLocation().getByteOffset());
  }
}
