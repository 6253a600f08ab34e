package io.spanweir.receiver.jaeger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.component.Settings;
import java.util.List;

/**
 * Counts what clients say they have dropped, and batches that never came. A client says how many
 * there were since it began, so the last numbers of each are remembered: of the latest {@value
 * #CLIENTS}, in a table of fixed size. The first batch of a client, or of one that was forgotten,
 * is where counting begins. Any thread.
 */
final class ClientDrops {
  private static final int CLIENTS = 4096;
  private static final int WAYS = 4;

  /** A batch that is older than the last by less than this came late; else the client is anew. */
  private static final int LATE_MAX = 64;

  private static final List<String> REASONS = List.of("full_queue", "too_large", "failed_to_emit");

  private final long[] clients = new long[CLIENTS];
  private final long[] sequences = new long[CLIENTS];
  private final long[] dropped = new long[CLIENTS * ClientReport.REASONS];
  private final long[] usedAt = new long[CLIENTS];
  private final Counter[] counters = new Counter[ClientReport.REASONS];
  private final Counter lostBatches;
  private long uses;

  ClientDrops(Settings settings) {
    MeterRegistry meters = settings.telemetry().meters();
    Tags receiver = Tags.of("receiver", settings.id().toString());
    for (int reason = 0; reason < counters.length; reason++) {
      counters[reason] =
          Counter.builder("spanweir.receiver.client.dropped.spans")
              .description("Spans that Jaeger's clients say they dropped")
              .tags(receiver.and("reason", REASONS.get(reason)))
              .register(meters);
    }
    lostBatches =
        Counter.builder("spanweir.receiver.client.lost.batches")
            .description("Gaps in the numbers of batches of Jaeger's clients")
            .tags(receiver)
            .register(meters);
  }

  /** Takes note of what the sender of a batch says. */
  void note(ClientReport report) {
    if (report.client() != 0 && report.sequence() > 0) {
      noteBatch(report);
    }
  }

  private synchronized void noteBatch(ClientReport report) {
    int slot = slot(report.client());
    usedAt[slot] = ++uses;
    long sequence = report.sequence();
    long last = sequences[slot];
    boolean known = clients[slot] == report.client();
    if (known && sequence <= last && last - sequence < LATE_MAX) {
      return;
    }
    if (known && sequence > last + 1) {
      lostBatches.increment((double) (sequence - last - 1));
    }
    boolean goesOn = known && sequence > last;
    clients[slot] = report.client();
    sequences[slot] = sequence;
    for (int reason = 0; reason < ClientReport.REASONS; reason++) {
      noteDropped(slot * ClientReport.REASONS + reason, reason, report, goesOn);
    }
  }

  private void noteDropped(int at, int reason, ClientReport report, boolean goesOn) {
    if (report.hasStats()) {
      long now = report.dropped(reason);
      if (goesOn && now > dropped[at]) {
        counters[reason].increment((double) (now - dropped[at]));
      }
      dropped[at] = now;
    } else if (!goesOn) {
      dropped[at] = 0;
    }
  }

  /** Where the client is, or the one of its few places that was used longest ago. */
  private int slot(long client) {
    int first = (int) (client ^ client >>> 32) & (CLIENTS - WAYS);
    int oldest = first;
    for (int slot = first; slot < first + WAYS; slot++) {
      if (clients[slot] == client) {
        return slot;
      }
      if (usedAt[slot] < usedAt[oldest]) {
        oldest = slot;
      }
    }
    return oldest;
  }
}
