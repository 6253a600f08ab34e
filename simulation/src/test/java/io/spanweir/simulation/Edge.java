package io.spanweir.simulation;

import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.runtime.Clock;
import io.spanweir.testkit.CapturingConsumer;
import io.spanweir.testkit.SentSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stands where one component hands to another, passes everything on, and keeps its own book of it:
 * what was handed over, when, and what was answered. Fails at once when either side breaks the
 * contract of {@link SpanConsumer} or {@link Receipt}.
 */
final class Edge implements SpanConsumer {
  private final String name;
  private final SpanConsumer to;
  private final Clock clock;
  private final SpanKey.Marks marks;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Map<SpanKey, Integer> counts = new HashMap<>();
  private final Map<SpanKey, Integer> unmarkedCounts = new HashMap<>();
  private final Map<Room, Integer> rooms = new HashMap<>();
  private Consumer<Arrival> onSettled = arrival -> {};

  private record Room(int spans, long bytes) {}

  /**
   * @param marks what spans may carry here
   */
  Edge(String name, SpanConsumer to, Clock clock, SpanKey.Marks marks) {
    this.name = name;
    this.to = to;
    this.clock = clock;
    this.marks = marks;
  }

  /** Has the audit look when a batch is settled. */
  void onSettled(Consumer<Arrival> audit) {
    onSettled = audit;
  }

  String name() {
    return name;
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /** How often each span went over the edge. */
  Map<SpanKey, Integer> counts() {
    return counts;
  }

  /** How often each span went over the edge, whatever its mark. */
  Map<SpanKey, Integer> unmarkedCounts() {
    return unmarkedCounts;
  }

  long spansCommitted() {
    return arrivals.stream().mapToLong(arrival -> arrival.spans.size()).sum();
  }

  /** One batch on its way over the edge. */
  final class Arrival implements Receipt {
    private final List<SpanKey> spans;
    private final Receipt giver;
    private final boolean settledWanted;
    private final long committedNanos;
    private long answeredNanos;
    private boolean answered;
    private boolean accepted;
    private int rejectedSpans;
    private boolean settled;

    Arrival(List<SpanKey> spans, Receipt giver, long committedNanos) {
      this.spans = spans;
      this.giver = giver;
      this.settledWanted = giver.wantsSettled();
      this.committedNanos = committedNanos;
    }

    List<SpanKey> spans() {
      return spans;
    }

    long committedNanos() {
      return committedNanos;
    }

    /** When it was answered; only once it {@link #isAnswered}. */
    long answeredNanos() {
      return answeredNanos;
    }

    boolean isAnswered() {
      return answered;
    }

    boolean isAccepted() {
      return accepted;
    }

    int rejectedSpans() {
      return rejectedSpans;
    }

    boolean wantedAndNotSettled() {
      return settledWanted && accepted && !settled;
    }

    boolean isSettled() {
      return settled;
    }

    private void answer() {
      check(!answered, "a receipt was completed twice");
      answered = true;
      answeredNanos = clock.nanoTime();
    }

    @Override
    public void accepted(int rejected, @Nullable String reason) {
      answer();
      accepted = true;
      rejectedSpans = rejected;
      giver.accepted(rejected, reason);
    }

    @Override
    public void refused(long retryAfterNanos, String reason) {
      answer();
      giver.refused(retryAfterNanos, reason);
    }

    @Override
    public void rejected(String reason) {
      answer();
      giver.rejected(reason);
    }

    @Override
    public boolean wantsSettled() {
      return settledWanted;
    }

    @Override
    public void settled() {
      check(settledWanted, "settled was said to one who did not ask");
      check(accepted, "settled was said before accepted");
      check(!settled, "settled was said twice");
      settled = true;
      onSettled.accept(this);
      giver.settled();
    }
  }

  @Override
  public boolean reserve(int spans, long bytes) {
    boolean held = to.reserve(spans, bytes);
    if (held) {
      rooms.merge(new Room(spans, bytes), 1, Integer::sum);
    }
    return held;
  }

  @Override
  public void cancel(int spans, long bytes) {
    useRoom(spans, bytes);
    to.cancel(spans, bytes);
  }

  private void useRoom(int spans, long bytes) {
    Room room = new Room(spans, bytes);
    check(rooms.containsKey(room), "room was used that nobody reserved");
    rooms.computeIfPresent(room, (r, n) -> n == 1 ? null : n - 1);
  }

  @Override
  public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
    useRoom(spans, bytes);
    check(batch.size() <= spans, "a batch has more spans than were reserved");
    check(
        CapturingConsumer.totalBytes(batch) <= bytes, "a batch has more bytes than were reserved");
    List<SpanKey> keys = SentSpan.of(batch).stream().map(marks::read).toList();
    Arrival arrival = new Arrival(keys, receipt, clock.nanoTime());
    arrivals.add(arrival);
    for (SpanKey key : keys) {
      counts.merge(key, 1, Integer::sum);
      unmarkedCounts.merge(key.unmarked(), 1, Integer::sum);
    }
    to.commit(batch, spans, bytes, arrival);
  }

  @Override
  public long retryAfterNanos() {
    return to.retryAfterNanos();
  }

  /** What must hold when nothing is under way. */
  void assertQuiet() {
    check(rooms.isEmpty(), "room was reserved and neither used nor given back: " + rooms);
    for (Arrival arrival : arrivals) {
      check(arrival.answered, "a receipt was never completed");
    }
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError("at " + name + ": " + otherwise);
    }
  }
}
