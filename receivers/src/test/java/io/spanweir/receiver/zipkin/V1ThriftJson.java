package io.spanweir.receiver.zipkin;

import io.spanweir.core.otlp.MalformedException;
import io.spanweir.receiver.thrift.ThriftBytes;
import io.spanweir.receiver.thrift.ThriftReader;
import io.spanweir.receiver.transcode.JsonReader;
import io.spanweir.receiver.transcode.JsonScalars;
import java.util.List;
import java.util.Map;

/** Writes the Thrift that a file of structs as JSON stands for: fields by name, bytes as base64. */
final class V1ThriftJson {
  private static final int BASE64 = 100;
  private static final int ANNOTATION_TYPE = 101;

  private static final List<String> TYPES =
      List.of("BOOL", "BYTES", "I16", "I32", "I64", "DOUBLE", "STRING");

  private static final Map<String, Field> ENDPOINT =
      Map.of(
          "ipv4", new Field(1, ThriftReader.I32, Map.of()),
          "port", new Field(2, ThriftReader.I16, Map.of()),
          "service_name", new Field(3, ThriftReader.STRING, Map.of()),
          "ipv6", new Field(4, BASE64, Map.of()));

  private static final Map<String, Field> ANNOTATION =
      Map.of(
          "timestamp", new Field(1, ThriftReader.I64, Map.of()),
          "value", new Field(2, ThriftReader.STRING, Map.of()),
          "host", new Field(3, ThriftReader.STRUCT, ENDPOINT));

  private static final Map<String, Field> BINARY =
      Map.of(
          "key", new Field(1, ThriftReader.STRING, Map.of()),
          "value", new Field(2, BASE64, Map.of()),
          "annotation_type", new Field(3, ANNOTATION_TYPE, Map.of()),
          "host", new Field(4, ThriftReader.STRUCT, ENDPOINT));

  private static final Map<String, Field> SPAN =
      Map.of(
          "trace_id", new Field(1, ThriftReader.I64, Map.of()),
          "name", new Field(3, ThriftReader.STRING, Map.of()),
          "id", new Field(4, ThriftReader.I64, Map.of()),
          "parent_id", new Field(5, ThriftReader.I64, Map.of()),
          "annotations", new Field(6, ThriftReader.LIST, ANNOTATION),
          "binary_annotations", new Field(8, ThriftReader.LIST, BINARY),
          "debug", new Field(9, ThriftReader.BOOL, Map.of()),
          "timestamp", new Field(10, ThriftReader.I64, Map.of()),
          "duration", new Field(11, ThriftReader.I64, Map.of()),
          "trace_id_high", new Field(12, ThriftReader.I64, Map.of()));

  private record Field(int id, int type, Map<String, Field> struct) {}

  private V1ThriftJson() {}

  static byte[] list(byte[] json) throws MalformedException {
    ThriftBytes out = ThriftBytes.start();
    list(new JsonReader(json, json.length), SPAN, out);
    return out.bytes();
  }

  private static void list(JsonReader json, Map<String, Field> struct, ThriftBytes out)
      throws MalformedException {
    ThriftBytes elements = ThriftBytes.start();
    int count = 0;
    json.enter('[', "a list");
    for (boolean first = true; json.more(first, ']'); first = false) {
      struct(json, struct, elements);
      count++;
    }
    out.i8(ThriftReader.STRUCT).i32(count).raw(elements.bytes());
  }

  private static void struct(JsonReader json, Map<String, Field> struct, ThriftBytes out)
      throws MalformedException {
    json.enter('{', "a struct");
    for (boolean first = true; json.more(first, '}'); first = false) {
      json.key();
      field(json, struct.get(json.string()), out);
    }
    out.stop();
  }

  private static void field(JsonReader json, Field field, ThriftBytes out)
      throws MalformedException {
    if (field.type == BASE64) {
      out.field(ThriftReader.STRING, field.id).binary(JsonScalars.base64(json));
      return;
    }
    if (field.type == ANNOTATION_TYPE) {
      json.text("a type");
      out.field(ThriftReader.I32, field.id).i32(TYPES.indexOf(json.string()));
      return;
    }
    out.field(field.type, field.id);
    switch (field.type) {
      case ThriftReader.STRING -> {
        json.text("a text");
        out.text(json.string().replace("\\\"", "\""));
      }
      case ThriftReader.BOOL -> out.i8(JsonScalars.bool(json) ? 1 : 0);
      case ThriftReader.I16 -> out.i16((int) JsonScalars.int64(json));
      case ThriftReader.I32 -> out.i32((int) JsonScalars.int64(json));
      case ThriftReader.I64 -> out.i64(JsonScalars.int64(json));
      case ThriftReader.LIST -> list(json, field.struct, out);
      default -> struct(json, field.struct, out);
    }
  }
}
