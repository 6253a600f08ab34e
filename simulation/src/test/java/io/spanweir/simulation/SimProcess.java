package io.spanweir.simulation;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.ComponentMaker;
import io.spanweir.core.pipeline.Graph;
import io.spanweir.core.pipeline.Outputs;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.core.telemetry.Term;
import io.spanweir.exporter.sending.QueuedExporter;
import io.spanweir.processor.batch.BatchProcessorFactory;
import io.spanweir.processor.tailsampling.TailSamplingFactory;
import io.spanweir.testkit.SimLoops;
import io.spanweir.testkit.SimWorld;
import io.spanweir.testkit.TestProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One life of the process: the graph of real components, with an edge before each of them and one
 * behind each tail sampler.
 */
final class SimProcess implements ComponentMaker {
  /** After the last component said that it is done: for what it left to others to end. */
  private static final long SETTLE_NANOS = 100_000_000L;

  private final Scenario scenario;
  private final SimWorld world;
  private final Map<ComponentId, SimBackend> backends;
  private final SimLoops loops;
  private final TestProcess parts;
  private final Graph graph;
  private final SpanKey.Marks marks;
  private final Map<String, Edge> edges = new LinkedHashMap<>();
  private final Map<ComponentId, SimBackend.Book> books = new LinkedHashMap<>();
  private final List<TailAudit> tails = new ArrayList<>();
  private final List<RecordAudit> records = new ArrayList<>();
  private final Map<Processor, TailPlan> samplers = new LinkedHashMap<>();
  private @Nullable SimDoor door;
  private boolean alive = true;
  private boolean failedAtDeadline;

  SimProcess(Scenario scenario, SimWorld world, Map<ComponentId, SimBackend> backends) {
    this.scenario = scenario;
    this.world = world;
    this.backends = backends;
    marks = new SpanKey.Marks(scenario.policyNames());
    loops = new SimLoops(world, scenario.shards(), scenario.wiring());
    parts = new TestProcess(loops, scenario.chunkBytesMax());
    graph = Graph.build(scenario.pipelines(), Set.of(), this, parts.ledger());
    try {
      graph.start();
    } catch (IOException e) {
      throw new AssertionError("nothing here can fail to start", e);
    }
  }

  // ---------------------------------------------------------------- making

  @Override
  public Receiver receiver(ComponentId id, String accountName, Outputs next) {
    SimDoor made = new SimDoor(settings(id, accountName), next.get(Signal.TRACES));
    door = made;
    return made;
  }

  @Override
  public Processor processor(ComponentId id, Signal signal, String accountName, SpanConsumer next) {
    Settings settings = settings(id, accountName);
    TailPlan plan = scenario.tails().get(id);
    if (plan == null) {
      Processor batch =
          new BatchProcessorFactory().create(settings, scenario.batches().get(id), next);
      return new Watched(batch, edge(accountName, batch, marks));
    }
    Edge out = new Edge("out of " + accountName, next, loops.clock(), marks);
    edges.put(out.name(), out);
    Processor tail = new TailSamplingFactory().create(settings, plan.config(), out);
    Edge in = edge(accountName, tail, SpanKey.Marks.NONE);
    samplers.put(tail, plan);
    tails.add(
        new TailAudit(
            scenario,
            plan,
            in,
            out,
            parts.ledger().account(accountName, "processor"),
            span -> delivered(endsOf(accountName), span),
            loops.clock().nanoTime()));
    return new Watched(tail, in);
  }

  @Override
  public Connector connector(ComponentId id, Signal signal, String accountName, Outputs next) {
    throw new AssertionError("no scenario has a connector");
  }

  @Override
  public Exporter exporter(ComponentId id, Signal signal, String accountName) {
    SimBackend backend = backends.get(id);
    SimBackend.Book book = backend.newBook();
    books.put(id, book);
    Exporter exporter =
        new QueuedExporter(
            settings(id, accountName),
            backend.sender(book, this::isAlive),
            scenario.exporters().get(id));
    return new Watched(exporter, edge(accountName, exporter, marks));
  }

  private List<ComponentId> endsOf(String processorAccount) {
    return scenario.pipelines().stream()
        .filter(pipeline -> processorAccount.startsWith(pipeline.id() + ":"))
        .flatMap(pipeline -> pipeline.exporters().stream())
        .toList();
  }

  /** Whether a span is at all the backends, or was tried there and failed for good. */
  private boolean delivered(List<ComponentId> ends, SpanKey span) {
    for (ComponentId end : ends) {
      LedgerAccount account = parts.ledger().account("exporter:" + end, "exporter");
      SimBackend.Book book = books.get(end);
      boolean failed = account.spans(Term.FAILED) + account.spans(Term.REJECTED) > 0;
      if (!contains(book.taken, span) && !(failed && contains(book.tried, span))) {
        return false;
      }
    }
    return true;
  }

  private boolean contains(Map<SpanKey, Integer> book, SpanKey span) {
    return book.containsKey(span)
        || scenario.policyNames().stream()
            .anyMatch(policy -> book.containsKey(span.marked(policy)));
  }

  private Settings settings(ComponentId id, String accountName) {
    return parts.settings(id.toString(), accountName);
  }

  private Edge edge(String accountName, SpanConsumer to, SpanKey.Marks carried) {
    Edge edge = new Edge(accountName, to, loops.clock(), carried);
    edges.put(accountName, edge);
    return edge;
  }

  // ---------------------------------------------------------------- life

  boolean isAlive() {
    return alive;
  }

  SimDoor door() {
    SimDoor made = door;
    if (made == null) {
      throw new IllegalStateException("no pipeline has a receiver");
    }
    return made;
  }

  /** Dies where it stands. */
  void crash() {
    alive = false;
    loops.kill();
  }

  /** Gives the tail samplers the other policies that they were drawn with. */
  void reconfigure() {
    long now = loops.clock().nanoTime();
    samplers.forEach(
        (sampler, plan) -> {
          if (!sampler.reconfigure(plan.changed())) {
            throw new AssertionError("a tail sampler can't change its policies");
          }
        });
    tails.forEach(tail -> tail.onReconfigure(now));
  }

  /** Begins to end in order; {@code then} runs when that is done. */
  void stop(long withinNanos, Runnable then) {
    long now = loops.clock().nanoTime();
    tails.forEach(tail -> tail.onStop(now));
    graph.shutdown(now + withinNanos);
    awaitStop(now + withinNanos, then);
  }

  private void awaitStop(long deadlineNanos, Runnable then) {
    world.after(
        2_000_000L,
        () -> {
          long now = loops.clock().nanoTime();
          if (!alive) {
            return;
          }
          failedAtDeadline |= now - deadlineNanos >= 0;
          if (graph.advanceShutdown(now)) {
            world.after(SETTLE_NANOS, () -> askForRecords(then));
          } else if (now - deadlineNanos > 2_000_000_000L) {
            throw new AssertionError("still not shut down two seconds after the deadline");
          } else {
            awaitStop(deadlineNanos, then);
          }
        });
  }

  /** The answers are there when their loops have had a turn. */
  private void askForRecords(Runnable then) {
    parts.decisions().sources().forEach(source -> records.add(new RecordAudit(source)));
    world.after(SETTLE_NANOS, then);
  }

  /** Whether the last stop was cut short. */
  boolean stoppedByDeadline() {
    return failedAtDeadline;
  }

  TestProcess parts() {
    return parts;
  }

  Map<String, Edge> edges() {
    return edges;
  }

  Map<ComponentId, SimBackend.Book> books() {
    return books;
  }

  List<TailAudit> tails() {
    return tails;
  }

  /** What the tail samplers say that they decided; there when the process has ended in order. */
  List<RecordAudit> records() {
    return records;
  }

  Graph graph() {
    return graph;
  }
}
