package io.spanweir.connector.spanmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Spans find the series again that they were counted in, rare ones above all. */
class CandidatesTest {
  private static final long SECOND = 1_000_000_000L;

  private final Durations durations = durations();
  private final Candidates candidates = new Candidates(Long.MAX_VALUE, 7);
  private long spans;

  private static Durations durations() {
    Configs keys = new Configs();
    keys.exemplarsMax = 1;
    return new Durations(keys.config(), true);
  }

  private Series series(int hash) {
    return new Series(new byte[8], hash, new Resource(1, "", new byte[0]), true, durations);
  }

  /** Adds spans that are alike. @return the number of the first */
  private long add(Series series, int bucket, int many, long nowNanos) {
    long first = spans;
    candidates.at(nowNanos);
    for (int i = 0; i < many; i++) {
      candidates.add(series, bucket, 1, 2, spans++);
      series.lastSeenNanos = nowNanos;
    }
    return first;
  }

  private int found(Series series, long first, int many) {
    int found = 0;
    for (long span = first; span < first + many; span++) {
      found += candidates.seriesHash(1, 2, span) == series.hash ? 1 : 0;
    }
    return found;
  }

  @Test
  void rareSpansAreFoundBehindAMillionOfOthers() {
    Series rare = series(0x8000_0001);
    Series usual = series(5);
    long slow = add(usual, 3, 60, 0);
    long few = add(rare, 0, 60, 0);
    long many = add(usual, 0, 1_000_000, 1);
    assertThat(found(rare, few, 60)).isGreaterThanOrEqualTo(59);
    assertThat(found(usual, slow, 60)).isGreaterThanOrEqualTo(59);
    assertThat(found(usual, many, 64)).isGreaterThanOrEqualTo(63);
    assertThat(found(usual, many, 1_000_000)).isBetween(300, 900);
    assertThat(found(usual, few, 60) + found(rare, many, 1_000_000)).isZero();
    assertThat(candidates.seriesHash(1, 2, -1)).isZero();
    assertThat(candidates.seriesHash(2, 2, few)).isZero();
    assertThat(candidates.seriesHash(1, 1, few)).isZero();
  }

  @Test
  void everyTenSecondsSomeAreRemembered() {
    Series series = series(9);
    long now = Long.MAX_VALUE - 15 * SECOND;
    List<Long> firsts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      firsts.add(add(series, 1, 100_000, now + 10 * i * SECOND));
    }
    for (long first : firsts) {
      assertThat(found(series, first, 64)).isGreaterThanOrEqualTo(63);
      assertThat(found(series, first, 100_000)).isBetween(250, 700);
    }
  }

  @Test
  void theyTakeUpWhatTheyMay() {
    assertThat(new Candidates(0, 1).bytes()).isEqualTo(8 << 10);
    assertThat(new Candidates(100_000, 1).bytes()).isEqualTo(64 << 10);
    assertThat(candidates.bytes()).isEqualTo(32 << 20);
  }

  @Test
  void twoSeriesOfOneHashAreNobodysAndOneIsFoundBehindOthers() {
    SeriesTable table = new SeriesTable();
    Series one = series(1024);
    table.add(series(0));
    table.add(one);
    assertThat(table.only(1024)).isSameAs(one);
    assertThat(table.only(2048)).isNull();
    table.add(series(1024));
    assertThat(table.only(1024)).isNull();
  }
}
