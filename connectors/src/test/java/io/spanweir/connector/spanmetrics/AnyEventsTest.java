package io.spanweir.connector.spanmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.connector.spanmetrics.SpanMetricsConfig.DimensionConfig;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import io.spanweir.testkit.Stage;
import io.spanweir.testkit.TestProcess;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nobody looks into events before they are counted, so anything may be in them. */
class AnyEventsTest {
  @Test
  void bytesThatMakeNoSenseAreCountedOrLeft() {
    Seed.each(20, AnyEventsTest::count);
  }

  private static void count(long seed) {
    Rng rng = new Rng(seed);
    Configs keys = new Configs();
    keys.dimensions = List.of(new DimensionConfig("code", null));
    SpanMetricsConfig config = keys.config();
    List<DimensionConfig> more = List.of(new DimensionConfig("exception.type", null));
    Dimensions dimensions = new Dimensions(config, more);
    SpanCounts events = new SpanCounts(config, Counted.EVENTS, dimensions, 1 << 20, seed);
    PointAttributes attributes = new PointAttributes(dimensions, "");
    try (Stage stage = Stage.simulated(seed)) {
      TestProcess process = new TestProcess(stage.loops());
      int taken = 0;
      for (int i = 0; i < 200; i++) {
        byte[] body = Spans.random(rng).toByteArray();
        for (int changes = rng.between(0, 4); changes > 0 && body.length > 0; changes--) {
          body[rng.below(body.length)] = (byte) rng.below(256);
        }
        taken += count(process, body, events) ? 1 : 0;
      }
      for (Resource resource : events.resources()) {
        for (Series series = resource.first(); series != null; series = series.next) {
          assertThat(series.calls).isPositive();
          assertThat(attributes.texts(series)).isNotNull();
        }
      }
      assertThat(taken).isGreaterThan(20);
      assertThat(process.pools().chunks().leasedBytes()).isZero();
    }
  }

  private static boolean count(TestProcess process, byte[] body, SpanCounts events) {
    Chunk chunk = Objects.requireNonNull(process.pools().chunks().lease(Math.max(1, body.length)));
    System.arraycopy(body, 0, chunk.bytes(), 0, body.length);
    chunk.length(body.length);
    SpanBatch batch = process.pools().batches().lease();
    try {
      new OtlpIndexer().index(chunk, batch);
      events.count(batch, 1, 1);
      return true;
    } catch (MalformedException e) {
      chunk.release();
      return false;
    } finally {
      batch.release();
    }
  }
}
