package io.spanweir.core.door;

import static io.spanweir.core.door.Connections.Entry.ADDRESS_FULL;
import static io.spanweir.core.door.Connections.Entry.DOOR_FULL;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.spanweir.core.component.Settings;
import io.spanweir.core.telemetry.DistinctErrors;
import java.util.Locale;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What one door counts of its requests: how many, how big, what became of them. Any thread. */
public final class DoorMetrics {
  private final Counter[] requests = new Counter[Outcome.values().length];
  private final Counter[] bytes = new Counter[requests.length];
  private final Counter[] connectionsRefused = new Counter[Connections.Entry.values().length];
  private final DistinctErrors errors;
  private final String name;
  private final String kind;
  private final MeterRegistry meters;
  private final Tags door;

  /**
   * @param transport value of the {@code transport} label
   */
  public DoorMetrics(Settings settings, String transport) {
    errors = settings.telemetry().errors();
    name = settings.accountName();
    kind = transport.toUpperCase(Locale.ROOT);
    meters = settings.telemetry().meters();
    door = Tags.of("receiver", settings.id().toString(), "transport", transport);
    for (Outcome outcome : Outcome.values()) {
      Tags tags = door.and("outcome", outcome.label());
      requests[outcome.ordinal()] =
          Counter.builder("spanweir.receiver.requests")
              .description("Requests by what became of them")
              .tags(tags)
              .register(meters);
      bytes[outcome.ordinal()] =
          Counter.builder("spanweir.receiver.bytes")
              .description("Bytes of request bodies, decompressed, as far as they came")
              .tags(tags)
              .register(meters);
    }
    for (Connections.Entry full : new Connections.Entry[] {DOOR_FULL, ADDRESS_FULL}) {
      connectionsRefused[full.ordinal()] =
          Counter.builder("spanweir.receiver.connections.refused")
              .description("Connections closed at once because there were too many")
              .tags(door.and("reason", full.name().toLowerCase(Locale.ROOT)))
              .register(meters);
    }
  }

  /** Shows how many connections there are now. */
  public void connections(IntSupplier connections) {
    Gauge.builder("spanweir.receiver.connections", connections, IntSupplier::getAsInt)
        .description("Connections open now")
        .tags(door)
        .strongReference(true)
        .register(meters);
  }

  /**
   * Counts a request that is over.
   *
   * @param bodyBytes bytes of its body, decompressed, as far as they came
   * @param text what its sender was told; said once if it is the sender's doing. Null if nothing is
   *     to be said: a page that isn't there is nobody's mistake
   */
  public void request(Outcome outcome, long bodyBytes, @Nullable String text) {
    requests(outcome, 1, bodyBytes, text);
  }

  /**
   * Counts requests that were handed on together and are over, as {@link #request} does.
   *
   * @param count how many
   */
  public void requests(Outcome outcome, int count, long bodyBytes, @Nullable String text) {
    if (outcome.isSendersFault() && text != null) {
      errors.record(name, kind + " request is " + outcome.label(), text);
    }
    requests[outcome.ordinal()].increment((double) count);
    bytes[outcome.ordinal()].increment((double) bodyBytes);
  }

  /** Says once that a connection failed, and why. */
  void connectionFailed(Throwable cause) {
    errors.record(name, "a connection failed", cause.toString());
  }

  /** Counts a connection for which there was no place, and says so once. */
  public void connectionRefused(Connections.Entry full) {
    String why = full == DOOR_FULL ? "max_connections" : "max_connections_per_address";
    errors.record(name, kind + " connections are refused", why + " are open");
    connectionsRefused[full.ordinal()].increment();
  }
}
