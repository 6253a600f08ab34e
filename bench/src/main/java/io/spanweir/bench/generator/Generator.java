package io.spanweir.bench.generator;

import io.spanweir.bench.workload.RequestSource;
import io.spanweir.bench.workload.WireImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/**
 * The load: one thread that keeps many connections busy.
 *
 * <p>At a fixed rate the loop is open: requests fall due by the clock whatever the answers do, a
 * request that finds no free connection waits, and its latency counts from when it was due.
 * Saturated, every connection holds as many unanswered requests as it may.
 *
 * <p>When the last phase is over no new trace begins, but those on their way are completed, so that
 * every trace of the run is either whole or known to be broken.
 */
public final class Generator implements Exchange {
  private static final long SETTLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

  private final LoadOptions options;
  private final RequestSource source;
  private final LongConsumer brokenTraces;
  private final List<Histogram> latencies = new ArrayList<>();
  private final Connections connections;
  private long sent;
  private long accepted;
  private long rejected;
  private long refused;
  private long failed;
  private long requests;
  private long lastRefusalNanos;
  private long backlog;
  private int phase;
  private boolean settling;

  /** Told when a phase begins and when the last one is over, on the generator's thread. */
  public interface PhaseListener {
    /** Called with the number of the phase that begins; with their count at the end. */
    void onBoundary(int phase);
  }

  /**
   * Makes a generator; {@link #run} connects.
   *
   * @param brokenTraces told each trace of which a span was not accepted
   */
  public Generator(LoadOptions options, RequestSource source, LongConsumer brokenTraces) {
    this.options = options;
    this.source = source;
    this.brokenTraces = brokenTraces;
    connections = new Connections(options, this);
  }

  /** Sends all phases, completes the open traces and waits for the last answers. */
  public void run(List<Phase> phases, PhaseListener listener) throws IOException {
    try {
      connections.open();
      for (Phase next : phases) {
        newLatencies();
        listener.onBoundary(phase);
        load(next);
      }
      listener.onBoundary(phases.size());
      settling = true;
      // What completes the open traces comes all at once, and tells nothing of a rate.
      newLatencies();
      source.stop();
      settle();
    } finally {
      connections.close();
    }
  }

  private void newLatencies() {
    phase = latencies.size();
    latencies.add(new Histogram(TimeUnit.MINUTES.toNanos(5), 3));
  }

  public Ledger ledger() {
    return new Ledger(sent, accepted, rejected, refused, failed, requests);
  }

  /**
   * Returns the times from when requests of a phase should have left to their answer, in
   * nanoseconds.
   */
  public Histogram latencies(int ofPhase) {
    return latencies.get(ofPhase);
  }

  /** Returns how many requests were due but not begun when the last phase with a rate ended. */
  public long backlog() {
    return backlog;
  }

  /** Returns when the last refusal during the phases arrived, on the monotonic clock, or 0. */
  public long lastRefusalNanos() {
    return lastRefusalNanos;
  }

  private void load(Phase now) throws IOException {
    long start = System.nanoTime();
    long end = start + (long) (now.seconds() * 1e9);
    double interval = now.saturated() ? 0 : options.spansPerRequest() * 1e9 / now.spansPerSecond();
    double due = start;
    long time = start;
    while (time < end && !source.exhausted()) {
      Connection free;
      while ((now.saturated() || due <= time)
          && !source.exhausted()
          && (free = connections.nextFree()) != null) {
        begin(free, now.saturated() ? time : (long) due);
        due += interval;
        time = System.nanoTime();
        if (time >= end) {
          break;
        }
      }
      boolean blocked = now.saturated() || due <= time;
      connections.poll(blocked ? end - time : Math.min((long) due, end) - time);
      time = System.nanoTime();
    }
    backlog = now.saturated() ? 0 : (long) Math.max(0, (end - due) / interval);
  }

  private void settle() throws IOException {
    long end = System.nanoTime() + SETTLE_NANOS_MAX;
    long time = System.nanoTime();
    while ((!source.exhausted() || connections.unanswered()) && time < end) {
      Connection free;
      while (!source.exhausted() && (free = connections.nextFree()) != null) {
        begin(free, time);
      }
      connections.poll(TimeUnit.MILLISECONDS.toNanos(20));
      time = System.nanoTime();
    }
    connections.abandon();
    while (!source.exhausted()) {
      WireImage unsent = source.take();
      source.forEachSpan(unsent.position(), unsent.spanCount(), brokenTraces);
      source.giveBack(unsent);
    }
  }

  private void begin(Connection connection, long intendedNanos) {
    Request request = new Request(source.take(), intendedNanos, phase);
    sent += request.spans;
    requests++;
    connections.begin(connection, request);
  }

  @Override
  public void sent(WireImage image) {
    source.giveBack(image);
  }

  @Override
  public void answered(Request request, Outcome outcome, long rejectedSpans) {
    long now = System.nanoTime();
    switch (outcome) {
      case ACCEPTED -> {
        accepted += request.spans - rejectedSpans;
        rejected += rejectedSpans;
        Histogram histogram = latencies.get(request.phase);
        histogram.recordValue(
            Math.min(now - request.intendedNanos, histogram.getHighestTrackableValue()));
      }
      case REFUSED -> {
        refused += request.spans;
        lastRefusalNanos = settling ? lastRefusalNanos : now;
      }
      case FAILED -> failed += request.spans;
    }
    if (outcome != Outcome.ACCEPTED || rejectedSpans > 0) {
      source.forEachSpan(request.position, request.spans, brokenTraces);
    }
  }
}
