package io.spanweir.receiver.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OTLP/JSON as protobuf-java's descriptors understand it: a tree of values, put into builders field
 * by field. Shares nothing with the transcoder but the JSON tokens.
 */
final class JsonOracle {
  private JsonOracle() {}

  static ExportTraceServiceRequest parse(byte[] json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      ExportTraceServiceRequest.Builder builder = ExportTraceServiceRequest.newBuilder();
      fill(builder, object(tree(parser)));
      return builder.build();
    }
  }

  private static Object tree(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          object.put(key, tree(parser));
        }
        return object;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(tree(parser));
        }
        return list;
      }
      case VALUE_NULL -> {
        return List.of();
      }
      default -> {
        return parser.getText();
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object tree) {
    return (Map<String, Object>) tree;
  }

  private static void fill(Message.Builder builder, Map<String, Object> object) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      Object value = object.get(field.getJsonName());
      if (value instanceof List<?> list) {
        for (Object element : list) {
          builder.addRepeatedField(field, value(builder, field, element));
        }
      } else if (value != null) {
        builder.setField(field, value(builder, field, value));
      }
    }
  }

  private static Object value(Message.Builder parent, FieldDescriptor field, Object value) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Message.Builder builder = parent.newBuilderForField(field);
      fill(builder, object(value));
      return builder.build();
    }
    String text = (String) value;
    return switch (field.getJavaType()) {
      case STRING -> text;
      case BOOLEAN -> Boolean.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case INT -> new BigDecimal(text).intValue();
      case LONG -> new BigDecimal(text).toBigIntegerExact().longValue();
      case BYTE_STRING ->
          field.getName().endsWith("_id")
              ? ByteString.copyFrom(HexFormat.of().parseHex(text))
              : ByteString.copyFrom(Base64.getDecoder().decode(text));
      case ENUM -> enumValue(field, text);
      default -> throw new AssertionError(field.getFullName());
    };
  }

  private static EnumValueDescriptor enumValue(FieldDescriptor field, String text) {
    EnumValueDescriptor named = field.getEnumType().findValueByName(text);
    return named != null
        ? named
        : field.getEnumType().findValueByNumberCreatingIfUnknown(Integer.parseInt(text));
  }
}
