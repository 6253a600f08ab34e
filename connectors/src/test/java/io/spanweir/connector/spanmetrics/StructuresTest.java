package io.spanweir.connector.spanmetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.spanweir.testkit.Rng;
import io.spanweir.testkit.Seed;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table and the buckets beside plain ones. */
class StructuresTest {
  private static final Durations DURATIONS = new Durations(new Configs().config(), true);

  @Test
  void theTableFindsWhatIsInIt() {
    Seed.each(
        20,
        seed -> {
          Rng rng = new Rng(seed);
          SeriesTable table = new SeriesTable();
          Map<Integer, Series> model = new HashMap<>();
          Resource resource = new Resource(1, "", new byte[0]);
          int keys = rng.between(10, 3000);
          int hashes = rng.pick(List.of(1, 50, Integer.MAX_VALUE));
          for (int i = 0; i < 5000; i++) {
            int key = rng.below(keys);
            byte[] bytes = ByteBuffer.allocate(8).putInt(key).array();
            int hash = key * 0x9E3779B9 % hashes;
            assertThat(table.find(bytes, 4, hash)).isSameAs(model.get(key));
            Series removed = rng.percent(45) ? model.remove(key) : null;
            if (removed != null) {
              table.remove(removed);
            } else if (!model.containsKey(key)) {
              byte[] own = ByteBuffer.allocate(4).putInt(key).array();
              Series series = new Series(own, hash, resource, true, DURATIONS);
              model.put(key, series);
              table.add(series);
            }
            assertThat(table.size()).isEqualTo(model.size());
          }
        });
  }

  @Test
  void exponentialBucketsHoldWhatTheySay() {
    Seed.each(
        40,
        seed -> {
          Rng rng = new Rng(seed);
          int max = rng.between(2, 200);
          ExponentialBuckets buckets = new ExponentialBuckets(max);
          double[] values = new double[rng.between(1, 500)];
          double spread = rng.between(0, 30);
          for (int i = 0; i < values.length; i++) {
            values[i] = rng.percent(10) ? 0 : Math.pow(2, rng.below(1000) * spread / 1000 - 10);
            buckets.add(values[i]);
          }
          compare(buckets, values, max);
          buckets.clear();
          buckets.add(8);
          assertThat(buckets.size()).isEqualTo(1);
          assertThat(buckets.low()).isEqualTo((3 << 20) - 1);
        });
  }

  private static void compare(ExponentialBuckets buckets, double[] values, int max) {
    double base = Math.pow(2, Math.pow(2, -buckets.scale()));
    long zeros = 0;
    long[] counts = new long[buckets.size()];
    for (double value : values) {
      if (value == 0) {
        zeros++;
        continue;
      }
      int index = ExponentialBuckets.index(value, buckets.scale());
      double upper = Math.pow(base, index + 1.0);
      assertThat(value).isLessThanOrEqualTo(upper * 1.0000001);
      assertThat(value).isGreaterThan(upper / base * 0.9999999);
      counts[index - buckets.low()]++;
    }
    assertThat(buckets.size()).isLessThanOrEqualTo(max);
    assertThat(buckets.zeros()).isEqualTo(zeros);
    for (int i = 0; i < counts.length; i++) {
      assertThat(buckets.count(i)).as("bucket %d", i).isEqualTo(counts[i]);
    }
    if (buckets.size() > 0 && buckets.scale() < 20) {
      double finer = Math.log(values(values, true) / values(values, false)) / Math.log(base) * 2;
      assertThat(finer).as("is no coarser than it must be").isGreaterThan(max - 2.0);
    }
  }

  private static double values(double[] values, boolean largest) {
    double found = largest ? 0 : Double.MAX_VALUE;
    for (double value : values) {
      if (value > 0) {
        found = largest ? Math.max(found, value) : Math.min(found, value);
      }
    }
    return found;
  }

  @Test
  void powersOfTwoAreUpperBounds() {
    for (int scale = -3; scale <= 20; scale++) {
      int index = ExponentialBuckets.index(256, scale);
      double upper = Math.pow(2, (index + 1) * Math.pow(2, -scale));
      assertThat(upper).isCloseTo(256, within(1e-6));
    }
  }
}
