package io.spanweir.receiver.jaeger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.jaegertracing.thriftjava.Batch;
import io.jaegertracing.thriftjava.Log;
import io.jaegertracing.thriftjava.Process;
import io.jaegertracing.thriftjava.SpanRef;
import io.jaegertracing.thriftjava.SpanRefType;
import io.jaegertracing.thriftjava.Tag;
import io.jaegertracing.thriftjava.TagType;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The mapping written down a second time, over objects and maps. Shares nothing with the product.
 */
final class JaegerOracle {
  private JaegerOracle() {}

  static TracesData convert(Batch batch) {
    ResourceSpans.Builder resource = ResourceSpans.newBuilder();
    if (batch.isSetProcess()) {
      resource.setResource(resource(batch.getProcess()));
    }
    if (batch.isSetSpans()) {
      ScopeSpans.Builder scope = ScopeSpans.newBuilder();
      batch.getSpans().forEach(span -> scope.addSpans(span(span)));
      resource.addScopeSpans(scope);
    }
    return TracesData.newBuilder().addResourceSpans(resource).build();
  }

  private static Resource resource(Process process) {
    List<Tag> tags = process.isSetTags() ? process.getTags() : List.of();
    boolean named = tags.stream().anyMatch(t -> isText(t, "host.name"));
    Resource.Builder resource = Resource.newBuilder();
    String service = process.getServiceName();
    String hostname = null;
    for (Tag tag : tags) {
      if (isText(tag, "service.name")) {
        service = text(tag).isEmpty() ? service : text(tag);
      } else if (isText(tag, "hostname")) {
        hostname = text(tag);
      } else if (isText(tag, "jaeger.version") && text(tag).getBytes(UTF_8).length <= 57) {
        resource.addAttributes(string("opencensus.exporterversion", "Jaeger-" + text(tag)));
      } else {
        resource.addAttributes(attribute(tag));
      }
    }
    if (service != null && !service.isEmpty()) {
      resource.addAttributes(string("service.name", service));
    }
    if (hostname != null) {
      resource.addAttributes(string(named ? "hostname" : "host.name", hostname));
    }
    return resource.build();
  }

  private static Span span(io.jaegertracing.thriftjava.Span span) {
    Span.Builder out =
        Span.newBuilder()
            .setTraceId(id(span.getTraceIdHigh(), span.getTraceIdLow()))
            .setSpanId(id(span.getSpanId()))
            .setName(span.getOperationName())
            .setStartTimeUnixNano(span.getStartTime() * 1000)
            .setEndTimeUnixNano((span.getStartTime() + span.getDuration()) * 1000)
            .setFlags(span.getFlags() & 1);
    if ((span.getFlags() & 2) != 0) {
      out.addAttributes(
          KeyValue.newBuilder()
              .setKey("jaeger.debug")
              .setValue(AnyValue.newBuilder().setBoolValue(true)));
    }
    tags(span.isSetTags() ? span.getTags() : List.of(), out);
    references(span, out);
    for (Log log : span.isSetLogs() ? span.getLogs() : List.<Log>of()) {
      out.addEvents(event(log));
    }
    return out.build();
  }

  private static void tags(List<Tag> tags, Span.Builder out) {
    Map<String, String> last = new HashMap<>();
    boolean error = false;
    long http = 0;
    List<String> kinds = List.of("internal", "server", "client", "producer", "consumer");
    List<String> codes = List.of("unset", "ok", "error");
    List<KeyValue> messages = new ArrayList<>();
    for (Tag tag : tags) {
      boolean stays = true;
      String key = tag.getKey();
      if (key.equals("error")) {
        error |= isError(tag);
        stays = tag.getVType() != TagType.BOOL || !tag.isVBool();
      } else if (key.equals("http.status_code")) {
        http = httpCode(tag);
      } else if (tag.getVType() == TagType.STRING) {
        String text = text(tag);
        last.put(key, text);
        stays =
            switch (key) {
              case "span.kind" -> !kinds.contains(text);
              case "otel.status_code" -> !codes.contains(text.toLowerCase(Locale.ROOT));
              case "w3c.tracestate", "otel.status_description", "otel.status_message" -> false;
              default -> true;
            };
        if (!stays && key.equals("span.kind")) {
          out.setKindValue(kinds.indexOf(text) + 1);
        } else if (!stays && key.equals("otel.status_code")) {
          last.put("code", text.toLowerCase(Locale.ROOT));
        }
      }
      if (stays) {
        out.addAttributes(attribute(tag));
      }
    }
    for (String key : List.of("otel.status_description", "otel.status_message")) {
      if (last.containsKey(key)) {
        messages.add(string(key, last.get(key)));
      }
    }
    out.setTraceState(last.getOrDefault("w3c.tracestate", ""));
    status(out, error, http, last, messages);
  }

  private static void status(
      Span.Builder out,
      boolean error,
      long http,
      Map<String, String> last,
      List<KeyValue> messages) {
    String code = last.get("code");
    boolean server = out.getKind() == Span.SpanKind.SPAN_KIND_SERVER;
    boolean failed = error || (code == null && (http >= 500 || (http >= 400 && !server)));
    if (!failed && !Set.of("ok", "error").contains(String.valueOf(code))) {
      out.addAllAttributes(messages);
      return;
    }
    Status.Builder status = Status.newBuilder();
    boolean isError = failed || "error".equals(code);
    status.setCode(
        isError ? Status.StatusCode.STATUS_CODE_ERROR : Status.StatusCode.STATUS_CODE_OK);
    if (!messages.isEmpty()) {
      status.setMessage(messages.get(0).getValue().getStringValue());
    } else if (failed) {
      status.setMessage(last.getOrDefault("http.status_message", ""));
    }
    out.setStatus(status);
  }

  private static boolean isError(Tag tag) {
    return switch (tag.getVType()) {
      case BOOL -> tag.isVBool();
      case STRING -> !text(tag).equalsIgnoreCase("false");
      case LONG -> tag.getVLong() != 0;
      default -> false;
    };
  }

  private static long httpCode(Tag tag) {
    if (tag.getVType() == TagType.LONG) {
      return tag.getVLong();
    }
    return tag.getVType() == TagType.STRING && text(tag).matches("[0-9]{3}")
        ? Long.parseLong(text(tag))
        : 0;
  }

  private static void references(io.jaegertracing.thriftjava.Span span, Span.Builder out) {
    List<SpanRef> all = span.isSetReferences() ? span.getReferences() : List.of();
    long parent = span.getParentSpanId();
    for (SpanRefType type : SpanRefType.values()) {
      for (SpanRef ref : all) {
        if (parent == 0
            && ref.getRefType() == type
            && inTrace(ref, span)
            && ref.getSpanId() != span.getSpanId()) {
          parent = ref.getSpanId();
        }
      }
    }
    if (parent != 0) {
      out.setParentSpanId(id(parent));
    }
    for (SpanRef ref : all) {
      if (inTrace(ref, span) && ref.getSpanId() == parent) {
        continue;
      }
      String type = ref.getRefType() == SpanRefType.CHILD_OF ? "child_of" : "follows_from";
      out.addLinks(
          Span.Link.newBuilder()
              .setTraceId(id(ref.getTraceIdHigh(), ref.getTraceIdLow()))
              .setSpanId(id(ref.getSpanId()))
              .addAttributes(string("opentracing.ref_type", type)));
    }
  }

  private static boolean inTrace(SpanRef ref, io.jaegertracing.thriftjava.Span span) {
    return ref.getTraceIdLow() == span.getTraceIdLow()
        && ref.getTraceIdHigh() == span.getTraceIdHigh();
  }

  private static Span.Event event(Log log) {
    Span.Event.Builder event = Span.Event.newBuilder().setTimeUnixNano(log.getTimestamp() * 1000);
    String name = null;
    String message = "";
    for (Tag field : log.getFields()) {
      if (isText(field, "event")) {
        name = text(field);
        continue;
      }
      if (isText(field, "message")) {
        message = text(field);
      }
      event.addAttributes(attribute(field));
    }
    return event.setName(name == null ? message : name).build();
  }

  private static boolean isText(Tag tag, String key) {
    return tag.getVType() == TagType.STRING && tag.getKey().equals(key);
  }

  private static String text(Tag tag) {
    return tag.isSetVStr() ? tag.getVStr() : "";
  }

  private static KeyValue attribute(Tag tag) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (tag.getVType()) {
      case STRING -> value.setStringValue(text(tag));
      case DOUBLE -> value.setDoubleValue(tag.getVDouble());
      case BOOL -> value.setBoolValue(tag.isVBool());
      case LONG -> value.setIntValue(tag.getVLong());
      case BINARY ->
          value.setBytesValue(
              tag.isSetVBinary() ? ByteString.copyFrom(tag.getVBinary()) : ByteString.EMPTY);
    }
    return KeyValue.newBuilder().setKey(tag.getKey()).setValue(value).build();
  }

  private static KeyValue string(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static ByteString id(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    Arrays.stream(parts).forEach(bytes::putLong);
    return ByteString.copyFrom(bytes.array());
  }
}
