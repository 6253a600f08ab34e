package io.spanweir.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpanStreamTest {
  @ParameterizedTest
  @CsvSource({"512, 60, 40", "512, 500, 300", "10, 2, 50", "7, 1, 90", "1000, 101, 20"})
  void everyTraceIsWholeAndSpreadOverRequests(int batch, int gap, int requestsBeforeStop) {
    SpanStream stream = new SpanStream(gap);
    Map<Long, Set<Integer>> indexes = new HashMap<>();
    Map<Long, Set<Integer>> requests = new HashMap<>();
    long traces = 0;
    int request = 0;
    while (!stream.exhausted()) {
      if (request == requestsBeforeStop) {
        traces = stream.stop(batch);
      }
      for (int i = 0; i < batch; i++) {
        assertThat(indexes.computeIfAbsent(stream.trace(), t -> new HashSet<>()))
            .doesNotContain(stream.index());
        indexes.get(stream.trace()).add(stream.index());
        requests.computeIfAbsent(stream.trace(), t -> new HashSet<>()).add(request);
        stream.advance();
      }
      request++;
    }
    assertThat(indexes).hasSize((int) traces);
    assertThat(indexes.values()).allSatisfy(seen -> assertThat(seen).hasSize(10));
    if (gap * 10 > batch) {
      assertThat(requests.get(traces / 2).size()).isBetween(4, 5);
    }
  }

  @ParameterizedTest
  @CsvSource({"512, 60", "10, 2", "7, 3"})
  void earlierRequestsCanBeWalkedAgain(int batch, int gap) {
    SpanStream stream = new SpanStream(gap);
    List<Long> positions = new ArrayList<>();
    List<List<Long>> traces = new ArrayList<>();
    while (!stream.exhausted()) {
      if (positions.size() == 30) {
        stream.stop(batch);
      }
      positions.add(stream.position());
      traces.add(walk(stream, batch));
    }
    for (int i = 0; i < positions.size(); i++) {
      assertThat(walk(stream.at(positions.get(i)), batch)).isEqualTo(traces.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({"512, 60, 1280", "10, 2, 5", "7, 3, 21"})
  void aStreamBesideAnotherGoesOnWithItsTraces(int batch, int gap, int before) {
    SpanStream stream = SpanStream.beside(gap, before);
    Map<Long, Integer> spans = new HashMap<>();
    long first = stream.position();
    long traces = 0;
    for (int request = 0; !stream.exhausted(); request++) {
      if (request == 20) {
        traces = stream.stop(batch);
      }
      assertThat(SpanStream.isBeside(stream.position())).isTrue();
      walk(stream, batch).forEach(trace -> spans.merge(trace, 1, Integer::sum));
    }
    assertThat(spans)
        .hasSize((int) traces - before)
        .allSatisfy((t, n) -> assertThat(n).isEqualTo(10));
    assertThat(spans.keySet()).allSatisfy(t -> assertThat(t).isGreaterThanOrEqualTo(before));
    assertThat(walk(stream.at(first), batch)).contains((long) before);
    assertThat(SpanStream.isBeside(new SpanStream(gap).position())).isFalse();
  }

  private static List<Long> walk(SpanStream stream, int batch) {
    List<Long> traces = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      traces.add(stream.trace());
      stream.advance();
    }
    return traces;
  }
}
