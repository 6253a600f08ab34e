package io.spanweir.processor.attributes;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.TracesData;
import io.spanweir.core.otlp.ValueReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What actions do, said once more on protobuf-java's objects. */
final class AttributeModel {
  private final List<KeyValue> pairs;

  private AttributeModel(List<KeyValue> pairs) {
    this.pairs = new ArrayList<>(pairs);
  }

  static TracesData spans(TracesData in, List<ActionConfig> actions) {
    TracesData.Builder out = in.toBuilder();
    out.getResourceSpansBuilderList().stream()
        .flatMap(resource -> resource.getScopeSpansBuilderList().stream())
        .flatMap(scope -> scope.getSpansBuilderList().stream())
        .forEach(
            span -> {
              List<KeyValue> after = after(span.getAttributesList(), actions);
              span.clearAttributes().addAllAttributes(after);
            });
    return out.build();
  }

  static TracesData resources(TracesData in, List<ActionConfig> actions) {
    TracesData.Builder out = in.toBuilder();
    for (var resource : out.getResourceSpansBuilderList()) {
      List<KeyValue> before = resource.getResource().getAttributesList();
      List<KeyValue> after = after(before, actions);
      if (!after.equals(before)) {
        resource.getResourceBuilder().clearAttributes().addAllAttributes(after);
      }
    }
    return out.build();
  }

  private static List<KeyValue> after(List<KeyValue> before, List<ActionConfig> actions) {
    AttributeModel model = new AttributeModel(before);
    actions.forEach(model::act);
    return model.pairs;
  }

  private @Nullable AnyValue get(String key) {
    return pairs.stream()
        .filter(pair -> pair.getKey().equals(key))
        .map(KeyValue::getValue)
        .findFirst()
        .orElse(null);
  }

  private void put(String key, AnyValue value) {
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.get(i).getKey().equals(key)) {
        pairs.set(i, pairs.get(i).toBuilder().setValue(value).build());
        List<KeyValue> behind = pairs.subList(i + 1, pairs.size());
        behind.removeIf(pair -> pair.getKey().equals(key));
        return;
      }
    }
    pairs.add(KeyValue.newBuilder().setKey(key).setValue(value).build());
  }

  private void act(ActionConfig action) {
    String key = action.key();
    AnyValue old = get(key);
    switch (action.action()) {
      case INSERT, UPDATE, UPSERT -> {
        AnyValue value =
            action.value() == null ? get(action.fromAttribute()) : of(action.value().value());
        boolean wanted =
            switch (action.action()) {
              case INSERT -> old == null;
              case UPDATE -> old != null;
              default -> true;
            };
        if (value != null && wanted) {
          put(key, value);
        }
      }
      case DELETE -> pairs.removeIf(pair -> fits(action).test(pair.getKey()));
      case HASH -> hash(action);
      case EXTRACT -> {
        if (old != null && old.hasStringValue()) {
          extract(action, old.getStringValue());
        }
      }
      case CONVERT -> {
        if (old != null) {
          put(key, convert(old, action.convertedType()));
        }
      }
    }
  }

  private static Predicate<String> fits(ActionConfig action) {
    Pattern pattern = Pattern.compile(action.pattern());
    return key ->
        (!action.key().isEmpty() && key.equals(action.key()))
            || (!action.pattern().isEmpty() && pattern.matcher(key).find());
  }

  private void hash(ActionConfig action) {
    if (!action.key().isEmpty() && get(action.key()) != null) {
      put(action.key(), hash(Objects.requireNonNull(get(action.key()))));
    } else if (action.key().isEmpty()) {
      pairs.replaceAll(
          pair ->
              fits(action).test(pair.getKey())
                  ? pair.toBuilder().setValue(hash(pair.getValue())).build()
                  : pair);
    }
  }

  private void extract(ActionConfig action, String text) {
    Matcher matcher = Pattern.compile(action.pattern()).matcher(text);
    if (matcher.find()) {
      for (String group : List.of("scheme", "host")) {
        put(group, AnyValue.newBuilder().setStringValue(matcher.group(group)).build());
      }
    }
  }

  private static AnyValue of(Object value) {
    AnyValue.Builder out = AnyValue.newBuilder();
    if (value instanceof Boolean truth) {
      return out.setBoolValue(truth).build();
    } else if (value instanceof Long number) {
      return out.setIntValue(number).build();
    } else if (value instanceof Double number) {
      return out.setDoubleValue(number).build();
    }
    return out.setStringValue((String) value).build();
  }

  private static AnyValue hash(AnyValue value) {
    byte[] bytes =
        switch (value.getValueCase()) {
          case STRING_VALUE -> value.getStringValue().getBytes(StandardCharsets.UTF_8);
          case BOOL_VALUE -> new byte[] {(byte) (value.getBoolValue() ? 1 : 0)};
          case INT_VALUE -> little(value.getIntValue());
          case DOUBLE_VALUE -> little(Double.doubleToLongBits(value.getDoubleValue()));
          default -> new byte[0];
        };
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      boolean hashed = value.hasStringValue() || bytes.length > 0;
      String text = !hashed ? "" : HexFormat.of().formatHex(digest);
      return AnyValue.newBuilder().setStringValue(text).build();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] little(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static AnyValue convert(AnyValue value, ActionConfig.@Nullable ConvertedType type) {
    AnyValue.Builder out = AnyValue.newBuilder();
    if (type == ActionConfig.ConvertedType.STRING) {
      ValueReader reader = new ValueReader();
      byte[] bytes = value.toByteArray();
      reader.of(bytes, 0, bytes.length);
      return out.setStringValue(reader.text()).build();
    }
    boolean whole = type == ActionConfig.ConvertedType.INT;
    double number;
    switch (value.getValueCase()) {
      case BOOL_VALUE -> number = value.getBoolValue() ? 1 : 0;
      case INT_VALUE -> {
        return whole ? value : out.setDoubleValue((double) value.getIntValue()).build();
      }
      case DOUBLE_VALUE -> number = value.getDoubleValue();
      case STRING_VALUE -> {
        String text = value.getStringValue().toLowerCase(Locale.ROOT);
        try {
          return whole
              ? out.setIntValue(Long.parseLong(text)).build()
              : out.setDoubleValue(Double.parseDouble(text)).build();
        } catch (NumberFormatException e) {
          return value;
        }
      }
      default -> {
        return value;
      }
    }
    return whole ? out.setIntValue((long) number).build() : out.setDoubleValue(number).build();
  }
}
