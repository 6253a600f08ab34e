package io.spanweir.core.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * protobuf-java as judge of the levels that {@link OtlpIndexer} walks: a schema with OTLP's field
 * numbers in which all that the indexer steps over (resource, scope, attributes, events, links,
 * text) is of type {@code bytes}. So it refuses what the indexer must refuse, no more, and says
 * what the facts of every span are.
 */
final class ShallowOracle {
  private static final Descriptor TRACES;

  static {
    try {
      TRACES = FileDescriptor.buildFrom(schema(), new FileDescriptor[0]).findMessageTypeByName("T");
    } catch (Exception e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A span as protobuf-java sees it. */
  record Seen(
      int resource,
      int scope,
      ByteString traceId,
      ByteString spanId,
      ByteString parentSpanId,
      long startNanos,
      long endNanos,
      int status,
      int kind,
      int flags) {
    /** Whether its ids are what OTLP demands. */
    boolean valid() {
      return traceId.size() == 16
          && !traceId.equals(ByteString.copyFrom(new byte[16]))
          && spanId.size() == 8
          && !spanId.equals(ByteString.copyFrom(new byte[8]))
          && (parentSpanId.isEmpty() || parentSpanId.size() == 8);
    }
  }

  private ShallowOracle() {}

  /** Every span in the order of the wire; scopes are numbered through. */
  static List<Seen> read(byte[] bytes) throws InvalidProtocolBufferException {
    DynamicMessage traces = DynamicMessage.parseFrom(TRACES, bytes);
    List<Seen> spans = new ArrayList<>();
    int resource = 0;
    int scope = 0;
    for (Message resourceSpans : children(traces, 1)) {
      for (Message scopeSpans : children(resourceSpans, 2)) {
        for (Message span : children(scopeSpans, 2)) {
          spans.add(seen(resource, scope, span));
        }
        scope++;
      }
      resource++;
    }
    return spans;
  }

  private static Seen seen(int resource, int scope, Message span) {
    Message status = (Message) get(span, 15);
    return new Seen(
        resource,
        scope,
        (ByteString) get(span, 1),
        (ByteString) get(span, 2),
        (ByteString) get(span, 4),
        (long) get(span, 7),
        (long) get(span, 8),
        (int) get(status, 3),
        (int) get(span, 6),
        (int) get(span, 16));
  }

  @SuppressWarnings("unchecked")
  private static List<Message> children(Message message, int number) {
    return (List<Message>) get(message, number);
  }

  private static Object get(Message message, int number) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByNumber(number);
    return message.getField(field);
  }

  private static FileDescriptorProto schema() {
    return FileDescriptorProto.newBuilder()
        .setName("shallow.proto")
        .setSyntax("proto3")
        .addMessageType(message("T").addField(messages(1, "R")))
        .addMessageType(message("R").addField(one(1)).addField(messages(2, "S")).addField(one(3)))
        .addMessageType(message("S").addField(one(1)).addField(messages(2, "P")).addField(one(3)))
        .addMessageType(span())
        .addMessageType(
            message("U")
                .addField(one(2))
                .addField(
                    field(
                        3,
                        FieldDescriptorProto.Type.TYPE_INT32,
                        FieldDescriptorProto.Label.LABEL_OPTIONAL)))
        .build();
  }

  private static DescriptorProto.Builder span() {
    DescriptorProto.Builder span = message("P");
    for (int text = 1; text <= 5; text++) {
      span.addField(one(text));
    }
    for (int list = 9; list <= 13; list += 2) {
      span.addField(
          field(
              list,
              FieldDescriptorProto.Type.TYPE_BYTES,
              FieldDescriptorProto.Label.LABEL_REPEATED));
      span.addField(
          field(
              list + 1,
              FieldDescriptorProto.Type.TYPE_UINT32,
              FieldDescriptorProto.Label.LABEL_OPTIONAL));
    }
    return span.addField(
            field(
                6, FieldDescriptorProto.Type.TYPE_INT32, FieldDescriptorProto.Label.LABEL_OPTIONAL))
        .addField(
            field(
                7,
                FieldDescriptorProto.Type.TYPE_FIXED64,
                FieldDescriptorProto.Label.LABEL_OPTIONAL))
        .addField(
            field(
                8,
                FieldDescriptorProto.Type.TYPE_FIXED64,
                FieldDescriptorProto.Label.LABEL_OPTIONAL))
        .addField(messages(15, "U").setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL))
        .addField(
            field(
                16,
                FieldDescriptorProto.Type.TYPE_FIXED32,
                FieldDescriptorProto.Label.LABEL_OPTIONAL));
  }

  private static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  private static FieldDescriptorProto.Builder one(int number) {
    return field(
        number, FieldDescriptorProto.Type.TYPE_BYTES, FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder messages(int number, String type) {
    return field(
            number,
            FieldDescriptorProto.Type.TYPE_MESSAGE,
            FieldDescriptorProto.Label.LABEL_REPEATED)
        .setTypeName("." + type);
  }

  private static FieldDescriptorProto.Builder field(
      int number, FieldDescriptorProto.Type type, FieldDescriptorProto.Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName("f" + number)
        .setNumber(number)
        .setType(type)
        .setLabel(label);
  }
}
