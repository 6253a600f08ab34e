package io.spanweir.processor.attributes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.spanweir.core.otlp.OtlpFields;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that somebody chose, edited. A plain run replays the corpus beside this class in the test
 * resources; {@code JAZZER_FUZZ=1 mvn test -pl processors -Dtest=AttributeListFuzzTest} explores.
 */
class AttributeListFuzzTest {
  private static final int MARGIN = 10;

  private final ActionPlan plan =
      new ActionPlan(
          List.of(Actions.delete("secret"), Actions.hash("id"), Actions.upsert("e", 7L)));
  private final AttributeList list = new AttributeList();

  private static @Nullable Span parse(byte[] bytes) {
    try {
      return Span.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static List<KeyValue> untouched(Span span) {
    return span.getAttributesList().stream()
        .filter(pair -> !List.of("secret", "id", "e").contains(pair.getKey()))
        .toList();
  }

  /** Says how long it will be and is; changes what it is told to and nothing else. */
  @FuzzTest(maxDuration = "1m")
  void edit(byte[] body) {
    byte[] inside = new byte[body.length + 2 * MARGIN];
    Arrays.fill(inside, (byte) 0x4a);
    System.arraycopy(body, 0, inside, MARGIN, body.length);
    boolean whole = list.of(inside, MARGIN, MARGIN + body.length, OtlpFields.SPAN_ATTRIBUTES);
    plan.apply(list);
    int length = Math.toIntExact(list.bytes());
    byte[] target = new byte[length + 2 * MARGIN];
    assertThat(list.write(target, MARGIN)).isEqualTo(MARGIN + length);
    assertThat(length).isLessThanOrEqualTo((int) (body.length + plan.bytesAdded(1, body.length)));
    Span before = parse(body);
    Span after = parse(Arrays.copyOfRange(target, MARGIN, MARGIN + length));
    if (before == null || !whole) {
      // What the door takes for malformed, groups among it.
      return;
    }
    assertThat(after).isNotNull();
    assertThat(untouched(after)).isEqualTo(untouched(before));
    assertThat(after.toBuilder().clearAttributes().build())
        .isEqualTo(before.toBuilder().clearAttributes().build());
    int ids = 0;
    int added = 0;
    for (KeyValue pair : after.getAttributesList()) {
      assertThat(pair.getKey()).isNotEqualTo("secret");
      if (pair.getKey().equals("id")) {
        ids++;
        assertThat(pair.getValue().getStringValue().length()).isIn(0, Hashing.BYTES);
      }
      added += pair.getKey().equals("e") && pair.getValue().getIntValue() == 7 ? 1 : 0;
    }
    assertThat(ids).isLessThanOrEqualTo(1);
    assertThat(added).isEqualTo(1);
  }
}
