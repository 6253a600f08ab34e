package io.spanweir.exporter.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * OTLP's JSON as its specification defines it over protobuf's: written from the descriptors, so
 * that names, numbers and types are the schema's own; slow, and no kin of the product's.
 */
final class DescribedJson {
  private static final Set<String> IDS = Set.of("traceId", "spanId", "parentSpanId");

  private DescribedJson() {}

  static String of(Message message) {
    StringBuilder out = new StringBuilder();
    append(out, message);
    return out.toString();
  }

  private static void append(StringBuilder out, Message message) {
    out.append('{');
    String comma = "";
    for (var entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getName().endsWith("strindex")) {
        continue;
      }
      out.append(comma).append('"').append(field.getJsonName()).append("\":");
      comma = ",";
      if (field.isRepeated()) {
        appendAll(out, field, (List<?>) entry.getValue());
      } else {
        append(out, field, entry.getValue());
      }
    }
    out.append('}');
  }

  private static void appendAll(StringBuilder out, FieldDescriptor field, List<?> values) {
    String comma = "[";
    for (Object value : values) {
      out.append(comma);
      append(out, field, value);
      comma = ",";
    }
    out.append(']');
  }

  private static void append(StringBuilder out, FieldDescriptor field, Object value) {
    switch (field.getType()) {
      case MESSAGE -> append(out, (Message) value);
      case STRING -> quoted(out, (String) value);
      case BYTES -> {
        byte[] bytes = ((ByteString) value).toByteArray();
        boolean id = IDS.contains(field.getJsonName());
        out.append('"');
        out.append(
            id ? HexFormat.of().formatHex(bytes) : Base64.getEncoder().encodeToString(bytes));
        out.append('"');
      }
      case INT64, SFIXED64 -> out.append('"').append(value).append('"');
      case UINT64, FIXED64 ->
          out.append('"').append(Long.toUnsignedString((Long) value)).append('"');
      case UINT32, FIXED32 -> out.append(Integer.toUnsignedString((Integer) value));
      case INT32, SINT32, BOOL -> out.append(value);
      case ENUM ->
          out.append(((com.google.protobuf.Descriptors.EnumValueDescriptor) value).getNumber());
      case DOUBLE -> {
        String quote = Double.isFinite((Double) value) ? "" : "\"";
        out.append(quote).append(value).append(quote);
      }
      default -> throw new IllegalArgumentException("OTLP has no " + field.getType());
    }
  }

  private static void quoted(StringBuilder out, String text) {
    out.append('"');
    text.chars()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> out.append('\\').append((char) c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c < ' ') {
                    out.append(String.format("\\u%04x", c));
                  } else {
                    out.append((char) c);
                  }
                }
              }
            });
    out.append('"');
  }
}
