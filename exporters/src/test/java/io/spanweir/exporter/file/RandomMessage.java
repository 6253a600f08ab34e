package io.spanweir.exporter.file;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.spanweir.testkit.Rng;
import java.util.List;

/** Any message of a schema, filled at random with values at the edges of their types. */
final class RandomMessage {
  private static final List<String> TEXTS =
      List.of("", "GET /", "a \"quoted\" \\ path\n\t\r\u0001\u001f\u007f", "Größe 猫 \ud83d\udc31");
  private static final List<Long> LONGS = List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 10L);
  private static final List<Double> DOUBLES =
      List.of(0.0, 1.5, -1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  private final Rng rng;

  RandomMessage(Rng rng) {
    this.rng = rng;
  }

  Message fill(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      boolean deep = depth > 9 && field.getType() == FieldDescriptor.Type.MESSAGE;
      if (deep || field.getName().endsWith("strindex") || rng.percent(30)) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = rng.between(0, 2); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder.build();
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    long number = rng.pick(LONGS);
    return switch (field.getType()) {
      case MESSAGE -> fill(builder.newBuilderForField(field), depth + 1);
      case STRING -> rng.pick(TEXTS);
      case BYTES -> ByteString.copyFrom(new byte[] {0, (byte) 0xab, 127, (byte) number});
      case INT64, SFIXED64, UINT64, FIXED64 -> number;
      case UINT32, FIXED32, INT32, SINT32 -> (int) number;
      case BOOL -> number > 0;
      case DOUBLE -> rng.pick(DOUBLES);
      case ENUM -> rng.pick(field.getEnumType().getValues());
      default -> throw new IllegalArgumentException("OTLP has no " + field.getType());
    };
  }
}
