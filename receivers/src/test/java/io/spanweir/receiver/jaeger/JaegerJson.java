package io.spanweir.receiver.jaeger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.Span;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import io.spanweir.testkit.ProtoWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jaeger's own examples: a batch in Thrift, and the spans that Jaeger makes of it. */
final class JaegerJson {
  private JaegerJson() {}

  /** A rendering of the Thrift structs. */
  static Batch batch(String path) throws IOException {
    Map<?, ?> batch = tree(path);
    List<Span> spans = new ArrayList<>();
    for (Map<?, ?> span : list(batch, "spans")) {
      Span made =
          new Span(
              number(span, "traceIdLow"),
              number(span, "traceIdHigh"),
              number(span, "spanId"),
              number(span, "parentSpanId"),
              text(span, "operationName"),
              0,
              number(span, "startTime"),
              number(span, "duration"));
      made.setTags(tags(list(span, "tags")));
      made.setLogs(
          list(span, "logs").stream()
              .map(l -> new Log(number(l, "timestamp"), tags(list(l, "fields"))))
              .toList());
      made.setReferences(
          list(span, "references").stream()
              .map(
                  r ->
                      new SpanRef(
                          SpanRefType.valueOf(text(r, "refType")),
                          number(r, "traceIdLow"),
                          number(r, "traceIdHigh"),
                          number(r, "spanId")))
              .toList());
      spans.add(made);
    }
    return new Batch(process((Map<?, ?>) batch.get("process")), spans);
  }

  /** A rendering of {@code jaeger.api_v2}, with a process in every span, as a request. */
  static byte[] request(String path) throws IOException {
    ProtoWriter batch = new ProtoWriter();
    for (Map<?, ?> span : list(tree(path), "spans")) {
      ByteBuffer trace = bytes(span, "traceId");
      Span made =
          new Span(
              trace.getLong(8),
              trace.getLong(0),
              bytes(span, "spanId").getLong(0),
              0,
              text(span, "operationName"),
              0,
              micros(span, "startTime"),
              Long.parseLong(text(span, "duration").replace("ns", "")) / 1000);
      made.setTags(tags(list(span, "tags")));
      made.setLogs(
          list(span, "logs").stream()
              .map(l -> new Log(micros(l, "timestamp"), tags(list(l, "fields"))))
              .toList());
      made.setReferences(
          list(span, "references").stream()
              .map(
                  r ->
                      new SpanRef(
                          SpanRefType.valueOf(text(r, "refType")),
                          bytes(r, "traceId").getLong(8),
                          bytes(r, "traceId").getLong(0),
                          bytes(r, "spanId").getLong(0)))
              .toList());
      Process process = process((Map<?, ?>) span.get("process"));
      batch.messageField(1, ProtoBodies.span(made).messageField(10, ProtoBodies.process(process)));
    }
    return new ProtoWriter().messageField(1, batch).toByteArray();
  }

  private static Process process(Map<?, ?> process) {
    return new Process(text(process, "serviceName")).setTags(tags(list(process, "tags")));
  }

  private static List<Tag> tags(List<Map<?, ?>> list) {
    return list.stream().map(JaegerJson::tag).toList();
  }

  private static Tag tag(Map<?, ?> tag) {
    String key = text(tag, "key");
    return switch (text(tag, "vType")) {
      case "STRING" -> new Tag(key, TagType.STRING).setVStr(text(tag, "vStr"));
      case "BOOL" -> new Tag(key, TagType.BOOL).setVBool(text(tag, "vBool").equals("true"));
      case "LONG" -> new Tag(key, TagType.LONG).setVLong(number(tag, "vLong"));
      case "INT64" -> new Tag(key, TagType.LONG).setVLong(number(tag, "vInt64"));
      case "DOUBLE" ->
          new Tag(key, TagType.DOUBLE).setVDouble(Double.parseDouble(text(tag, "vDouble")));
      case "FLOAT64" ->
          new Tag(key, TagType.DOUBLE).setVDouble(Double.parseDouble(text(tag, "vFloat64")));
      default -> new Tag(key, TagType.BINARY).setVBinary(bytes(tag, "vBinary").array());
    };
  }

  private static long micros(Map<?, ?> object, String key) {
    Instant instant = OffsetDateTime.parse(text(object, key)).toInstant();
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }

  private static ByteBuffer bytes(Map<?, ?> object, String key) {
    return ByteBuffer.wrap(Base64.getDecoder().decode(text(object, key)));
  }

  private static long number(Map<?, ?> object, String key) {
    return object.containsKey(key) ? Long.parseLong(text(object, key)) : 0;
  }

  private static String text(Map<?, ?> object, String key) {
    return String.valueOf(object.get(key));
  }

  private static List<Map<?, ?>> list(Map<?, ?> object, String key) {
    List<Map<?, ?>> maps = new ArrayList<>();
    if (object.get(key) instanceof List<?> list) {
      list.forEach(item -> maps.add((Map<?, ?>) item));
    }
    return maps;
  }

  private static Map<?, ?> tree(String path) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(Transcoded.resource(path))) {
      parser.nextToken();
      return (Map<?, ?>) tree(parser);
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
      default -> {
        return parser.getText();
      }
    }
  }
}
