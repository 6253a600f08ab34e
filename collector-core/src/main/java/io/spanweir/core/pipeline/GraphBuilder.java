package io.spanweir.core.pipeline;

import io.spanweir.core.component.Component;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Processor;
import io.spanweir.core.data.Signal;
import io.spanweir.core.telemetry.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the components of a graph and joins them, from the end to the front, since each is made
 * with what stands behind it; and tells the ledger who hands to whom.
 */
final class GraphBuilder {
  private final ComponentMaker maker;
  private final Ledger ledger;
  private final Map<Instance, Exporter> exporters = new LinkedHashMap<>();
  private final Map<Instance, Connector> connectors = new LinkedHashMap<>();

  /** What pipelines take from a receiver or a connector. */
  private final Map<ComponentId, Map<Signal, Takers>> takers = new LinkedHashMap<>();

  /** The stages of pipelines of one depth: processors by their position, then connectors. */
  private final List<List<List<Component>>> stagesByDepth = new ArrayList<>();

  GraphBuilder(ComponentMaker maker, Ledger ledger) {
    this.maker = maker;
    this.ledger = ledger;
  }

  /** A component that has an instance for each signal. */
  private record Instance(ComponentId id, Signal signal) {
    String account(String kind) {
      return signal.account(kind + ":" + id);
    }
  }

  /** The first consumers of pipelines, and what the ledger calls them. */
  private record Takers(List<SpanConsumer> consumers, List<String> names) {
    Takers() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * @return what starts and stops together, from the front to the end
   */
  List<List<Component>> build(Collection<PipelineSpec> pipelines, Set<ComponentId> connectorIds) {
    GraphPlan plan = GraphPlan.of(pipelines, connectorIds);
    if (!plan.circle().isEmpty()) {
      throw new IllegalArgumentException("pipelines feed themselves: " + plan.circle());
    }
    plan.fromTheEnd().forEach(pipeline -> addPipeline(pipeline, plan));
    List<Component> receivers = new ArrayList<>();
    takers.forEach(
        (id, bySignal) -> {
          if (!plan.isConnector(id)) {
            String name = "receiver:" + id;
            receivers.add(maker.receiver(id, name, outputs(id, name)));
          }
        });
    List<List<Component>> stages = new ArrayList<>();
    stages.add(receivers);
    stagesByDepth.forEach(stages::addAll);
    stages.add(List.copyOf(exporters.values()));
    return stages;
  }

  private void addPipeline(PipelineSpec pipeline, GraphPlan plan) {
    Signal signal = pipeline.id().signal();
    int depth = plan.depthOf(pipeline);
    List<SpanConsumer> ends = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (ComponentId id : new LinkedHashSet<>(pipeline.exporters())) {
      Instance end = new Instance(id, signal);
      if (plan.isConnector(id)) {
        ends.add(connector(end, depth));
        names.add(end.account("connector"));
      } else {
        String name = end.account("exporter");
        ends.add(exporters.computeIfAbsent(end, e -> maker.exporter(id, signal, name)));
        names.add(name);
      }
    }
    SpanConsumer next = FanOut.of(ends);
    List<ComponentId> processors = pipeline.processors();
    for (int i = processors.size() - 1; i >= 0; i--) {
      String name = pipeline.id() + ":" + processors.get(i);
      ledger.connect(name, names);
      Processor processor = maker.processor(processors.get(i), signal, name, next);
      stage(depth, i).add(processor);
      next = processor;
      names = List.of(name);
    }
    for (ComponentId id : new LinkedHashSet<>(pipeline.receivers())) {
      Takers of =
          takers
              .computeIfAbsent(id, k -> new EnumMap<>(Signal.class))
              .computeIfAbsent(signal, k -> new Takers());
      of.consumers().add(next);
      of.names().addAll(names);
    }
  }

  /**
   * A connector stops after every pipeline that ends in it, and before those that it begins. The
   * deepest one that ends in it is the first that asks.
   */
  private Connector connector(Instance end, int depth) {
    Connector made = connectors.get(end);
    if (made != null) {
      return made;
    }
    String name = end.account("connector");
    Outputs next = outputs(end.id(), Connector.outgoing(name));
    Connector connector = maker.connector(end.id(), end.signal(), name, next);
    connectors.put(end, connector);
    List<List<Component>> stages = stages(depth);
    stages.get(stages.size() - 1).add(connector);
    return connector;
  }

  /** What takes from a component of this account name. */
  private Outputs outputs(ComponentId id, String name) {
    Map<Signal, SpanConsumer> next = new EnumMap<>(Signal.class);
    takers
        .getOrDefault(id, Map.of())
        .forEach(
            (signal, of) -> {
              ledger.connect(signal.account(name), of.names());
              next.put(signal, FanOut.of(of.consumers()));
            });
    return Outputs.of(next);
  }

  private List<Component> stage(int depth, int position) {
    List<List<Component>> stages = stages(depth);
    while (stages.size() <= position + 1) {
      stages.add(stages.size() - 1, new ArrayList<>());
    }
    return stages.get(position);
  }

  /** The stages of a depth, of which the last is that of its connectors. */
  private List<List<Component>> stages(int depth) {
    while (stagesByDepth.size() <= depth) {
      stagesByDepth.add(new ArrayList<>(List.of(new ArrayList<>())));
    }
    return stagesByDepth.get(depth);
  }
}
