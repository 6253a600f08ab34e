package io.spanweir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TraceModelTest {
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  private final TraceModel model = new TraceModel(7);

  @Test
  void idsLeadBackToWhatTheyWereMadeOf() {
    for (long ordinal = 0; ordinal < 10_000; ordinal++) {
      long high = model.traceIdHigh(ordinal);
      assertThat(model.ordinalOf(high, model.traceIdLow(high))).isEqualTo(ordinal);
      int index = (int) (ordinal % 10);
      assertThat(model.indexOf(ordinal, model.spanId(ordinal, index))).isEqualTo(index);
    }
  }

  @Test
  void idsOfOtherRunsAreForeign() {
    TraceModel other = new TraceModel(8);
    for (long ordinal = 0; ordinal < 1_000; ordinal++) {
      long high = other.traceIdHigh(ordinal);
      assertThat(model.ordinalOf(high, other.traceIdLow(high))).isEqualTo(-1);
      assertThat(model.indexOf(ordinal, other.spanId(ordinal, 3))).isEqualTo(-1);
    }
  }

  @Test
  void theShareIsTheCollectorsHash() {
    // What Go's float64(0.02) times 2^64-1 gives, with the fraction cut off.
    BigInteger threshold =
        new BigDecimal("0.0200000000000000004163336342344337026588618755340576171875")
            .multiply(new BigDecimal(TWO_64.subtract(BigInteger.ONE)))
            .toBigInteger();
    int kept = 0;
    for (long ordinal = 0; ordinal < 50_000; ordinal++) {
      long high = model.traceIdHigh(ordinal);
      long low = model.traceIdLow(high);
      boolean expected = fnv(high, low).compareTo(threshold) <= 0;
      assertThat(TraceModel.isShare(high, low)).isEqualTo(expected);
      kept += expected ? 1 : 0;
    }
    assertThat(kept).isBetween(900, 1_100);
  }

  @Test
  void eachKindIsOneInAHundred() {
    Map<TraceKind, Integer> counts = new EnumMap<>(TraceKind.class);
    for (long ordinal = 0; ordinal < 100_000; ordinal++) {
      TraceKind kind = model.kind(ordinal);
      counts.merge(kind, 1, Integer::sum);
      long duration = model.durationNanos(ordinal);
      assertThat(duration > 500_000_000L).isEqualTo(kind == TraceKind.SLOW);
      assertThat(model.markedIndex(ordinal)).isBetween(0, 9);
    }
    assertThat(counts.get(TraceKind.ERROR)).isBetween(850, 1_150);
    assertThat(counts.get(TraceKind.SLOW)).isBetween(850, 1_150);
    assertThat(counts.get(TraceKind.VIP)).isBetween(850, 1_150);
  }

  @Test
  void spansLieWithinTheirParents() {
    long duration = 20_000_000L;
    for (int index = 1; index < 10; index++) {
      int parent = TraceModel.parentOf(index);
      assertThat(TraceModel.startOffset(index, duration))
          .isBetween(TraceModel.startOffset(parent, duration), duration);
      assertThat(TraceModel.endOffset(index, duration))
          .isBetween(
              TraceModel.startOffset(index, duration), TraceModel.endOffset(parent, duration));
    }
  }

  private static BigInteger fnv(long high, long low) {
    byte[] salt = "default-hash-seed".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(salt.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(salt).putLong(high).putLong(low);
    BigInteger hash = new BigInteger("14695981039346656037");
    for (byte b : bytes.array()) {
      hash = hash.xor(BigInteger.valueOf(b & 0xff));
      hash = hash.multiply(new BigInteger("1099511628211")).mod(TWO_64);
    }
    return hash;
  }
}
