package io.spanweir.bench.replay;

import io.spanweir.bench.workload.Mix64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The spans of a table as their clients saw them: each pod has a clock of its own, which is wrong
 * by up to so much, and sends what has ended every so often.
 */
public final class Recording {
  private static final int SPANS_PER_REQUEST_MAX = 512;

  private final List<CsvSpan> spans;
  private final long skewNanosMax;
  private final long seed;
  private final Map<String, Long> skews = new HashMap<>();

  /**
   * @param skewNanosMax how wrong a clock may be, either way
   * @param seed of how wrong each is, and when each client sends
   */
  public Recording(List<CsvSpan> spans, long skewNanosMax, long seed) {
    this.spans = List.copyOf(spans);
    this.skewNanosMax = skewNanosMax;
    this.seed = seed;
  }

  /**
   * What one client sends at once.
   *
   * @param dueNanos since the first span of all began
   */
  public record Batch(long dueNanos, String pod, List<CsvSpan> spans) {}

  /** How wrong the clock of a pod is. */
  public long skewNanos(String pod) {
    return skews.computeIfAbsent(
        pod,
        p -> skewNanosMax == 0 ? 0 : Math.floorMod(draw(p), 2 * skewNanosMax + 1) - skewNanosMax);
  }

  private long draw(String pod) {
    return Mix64.mix(seed ^ Arrays.hashCode(pod.getBytes(StandardCharsets.UTF_8)));
  }

  /** When the first span of all began. */
  public long startNanos() {
    return spans.stream().mapToLong(CsvSpan::startNanos).min().orElse(0);
  }

  /**
   * What clients send, in the order it is sent: every pod, each at its own moment, all that has
   * ended since it sent last, in requests of at most 512 spans.
   */
  public List<Batch> batches(long everyNanos) {
    long start = startNanos();
    Map<String, Map<Long, List<CsvSpan>>> byPod = new TreeMap<>();
    for (CsvSpan span : spans) {
      long phase = Math.floorMod(draw(span.pod() + " sends"), everyNanos);
      long round = Math.floorDiv(span.endNanos() - start - phase + everyNanos - 1, everyNanos);
      byPod
          .computeIfAbsent(span.pod(), p -> new TreeMap<>())
          .computeIfAbsent(phase + round * everyNanos, due -> new ArrayList<>())
          .add(span);
    }
    List<Batch> batches = new ArrayList<>();
    byPod.forEach((pod, rounds) -> rounds.forEach((due, of) -> split(batches, due, pod, of)));
    batches.sort(Comparator.comparingLong(Batch::dueNanos));
    return batches;
  }

  private static void split(List<Batch> batches, long due, String pod, List<CsvSpan> spans) {
    for (int from = 0; from < spans.size(); from += SPANS_PER_REQUEST_MAX) {
      int to = Math.min(spans.size(), from + SPANS_PER_REQUEST_MAX);
      batches.add(new Batch(due, pod, spans.subList(from, to)));
    }
  }

  /** From the earliest start to the latest end of each trace, by the clocks of its pods. */
  public Map<String, Long> durations() {
    Map<String, long[]> bounds = new TreeMap<>();
    for (CsvSpan span : spans) {
      long skew = skewNanos(span.pod());
      long[] of =
          bounds.computeIfAbsent(span.traceId(), t -> new long[] {Long.MAX_VALUE, Long.MIN_VALUE});
      of[0] = Math.min(of[0], span.startNanos() + skew);
      of[1] = Math.max(of[1], span.endNanos() + skew);
    }
    Map<String, Long> durations = new TreeMap<>();
    bounds.forEach((trace, of) -> durations.put(trace, of[1] - of[0]));
    return durations;
  }

  /** Of the traces that took longer, the ids of all spans. */
  public Map<String, Set<String>> slowerThan(long nanos) {
    Map<String, Long> durations = durations();
    Map<String, Set<String>> slow = new TreeMap<>();
    for (CsvSpan span : spans) {
      if (durations.getOrDefault(span.traceId(), 0L) > nanos) {
        slow.computeIfAbsent(span.traceId(), t -> new TreeSet<>()).add(span.spanId());
      }
    }
    return slow;
  }

  /** The duration that so many per cent of the traces do not exceed, by nearest rank. */
  public long percentileNanos(int percent) {
    List<Long> sorted = durations().values().stream().sorted().toList();
    return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
  }

  public int traces() {
    return durations().size();
  }

  public int spans() {
    return spans.size();
  }
}
