package io.spanweir.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.simulation.Scenario.Fault;
import io.spanweir.simulation.Traffic.Sending;
import io.spanweir.testkit.Rng;
import io.spanweir.testkit.SimWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of whole pipelines under one seed.
 *
 * <p>The seed decides a {@link Scenario}: which pipelines, how they are configured, what is sent,
 * what goes wrong and when. Then everything happens on one thread with virtual time: senders send,
 * the process is killed or restarted, backends are slow or dead. When all was sent and nothing is
 * wrong any more, the source must be read to its end, every hold must empty by itself, and the
 * process must end in order. Throughout, {@link Edge} watches the contracts; at each orderly end
 * {@link ProcessAudit} and {@link TailAudit} compare what went in with what came out, with the
 * policies' meaning, and with the ledger.
 *
 * <p>Found something? The seed is in the failure; it replays alone, step by step the same.
 */
final class Simulation {
  private static final long SECOND = 1_000_000_000L;
  private static final int CLIENTS = 3;

  private final Scenario scenario;
  private final SimWorld world;
  private final Rng rng;
  private final Map<ComponentId, SimBackend> backends = new TreeMap<>();
  private final SourceLog source;
  private final List<SimClient> clients = new ArrayList<>();
  private @Nullable SimProcess process;
  private boolean stopping;
  private int sendingsLeft;

  private Simulation(Scenario scenario) {
    this.scenario = scenario;
    world = new SimWorld(scenario.seed());
    rng = new Rng(~scenario.seed());
    SpanKey.Marks marks = new SpanKey.Marks(scenario.policyNames());
    for (ComponentId id : scenario.exporters().keySet()) {
      backends.put(id, new SimBackend(world, rng.split(), marks));
    }
    source = new SourceLog(world, rng.split());
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new SimClient(world, rng.split(), () -> process));
    }
  }

  /**
   * Runs a seed.
   *
   * @throws AssertionError when something does not hold that must
   */
  static void run(long seed) {
    new Simulation(Scenario.of(seed)).run();
  }

  private void run() {
    boot();
    schedule();
    long last = 20 * SECOND;
    for (Sending sending : scenario.traffic().sendings()) {
      last = Math.max(last, sending.atNanos());
    }
    world.runFor(last + SECOND);
    source.complete();
    backends.values().forEach(SimBackend::heal);
    awaitProcess();
    if (scenario.backendsComeBack()) {
      drain();
    }
    end();
  }

  private void boot() {
    SimProcess booted = new SimProcess(scenario, world, backends);
    process = booted;
    stopping = false;
    source.readBy(booted);
  }

  private void schedule() {
    for (Sending sending : scenario.traffic().sendings()) {
      sendingsLeft++;
      int client = rng.below(CLIENTS);
      world.after(sending.atNanos(), () -> send(sending, client));
    }
    for (Fault fault : scenario.faults()) {
      world.after(fault.atNanos(), () -> suffer(fault));
    }
    if (!scenario.backendsComeBack()) {
      Fault death = new Fault(0, Fault.Kind.DEAD, 0, 1_000_000 * SECOND);
      world.after(5 * SECOND, () -> backend(0).suffer(death));
    }
  }

  private void send(Sending sending, int client) {
    sendingsLeft--;
    if (sending.replayable()) {
      source.append(sending.body());
    } else {
      clients.get(client).send(sending.body());
    }
  }

  private SimBackend backend(int number) {
    return new ArrayList<>(backends.values()).get(number);
  }

  private void suffer(Fault fault) {
    switch (fault.kind()) {
      case CRASH -> crash();
      case RESTART ->
          restart(rng.percent(40) ? rng.between(1L, SECOND / 20) : rng.between(1L, 8 * SECOND));
      case RECONFIGURE -> {
        if (process != null && !stopping) {
          process.reconfigure();
        }
      }
      default -> backend(fault.backend()).suffer(fault);
    }
  }

  private void crash() {
    SimProcess dying = process;
    if (dying != null) {
      dying.crash();
      dying.tails().forEach(TailAudit::checkAlways);
      process = null;
      world.after(scenario.downMillis() * 1_000_000L, this::boot);
    }
  }

  private void restart(long withinNanos) {
    SimProcess ending = process;
    if (ending != null && !stopping) {
      stopping = true;
      ending.stop(
          withinNanos,
          () -> {
            if (ending.isAlive()) {
              new ProcessAudit(ending, scenario).check();
              ending.crash();
              process = null;
              world.after(scenario.downMillis() * 1_000_000L, this::boot);
            }
          });
    }
  }

  private void awaitProcess() {
    boolean up = world.runUntil(() -> process != null && !stopping, 60 * SECOND);
    assertThat(up).as("the process is up again").isTrue();
  }

  /** Nothing is wrong any more: all that was sent must be taken, settled, and nothing held. */
  private void drain() {
    boolean read =
        world.runUntil(
            () -> source.isDone() && clients.stream().allMatch(SimClient::isDone), 300 * SECOND);
    assertThat(read)
        .as(
            "the source is settled to %s of %s, the clients are rid of everything",
            source.committed(), source.size())
        .isTrue();
    assertThat(sendingsLeft).isZero();
    boolean empty = world.runUntil(this::nothingHeld, 60 * SECOND);
    assertThat(empty).as("nothing is held: %s", held()).isTrue();
  }

  private boolean nothingHeld() {
    return live().parts().ledger().accounts().stream()
        .allMatch(account -> account.openSpans() == 0 && account.openTraces() == 0);
  }

  private List<LedgerAccount> held() {
    return live().parts().ledger().accounts();
  }

  private SimProcess live() {
    SimProcess up = process;
    if (up == null) {
      throw new AssertionError("the process is gone");
    }
    return up;
  }

  private void end() {
    SimProcess ending = live();
    boolean[] ended = new boolean[1];
    ending.stop(10 * SECOND, () -> ended[0] = true);
    world.runUntil(() -> ended[0], 20 * SECOND);
    assertThat(ended[0]).as("the process ended").isTrue();
    if (scenario.backendsComeBack()) {
      assertThat(ending.stoppedByDeadline()).as("stopped by its deadline alone").isFalse();
    }
    new ProcessAudit(ending, scenario).check();
  }
}
