package io.spanweir.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Connector;
import io.spanweir.core.component.Exporter;
import io.spanweir.core.component.Processor;
import io.spanweir.core.component.Receiver;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Signal;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.telemetry.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is made, how they are joined, and in which order they live and end. */
class GraphTest {
  private static final long FAR = 1_000_000;

  private final List<String> events = new ArrayList<>();
  private final Map<String, SpanConsumer> next = new HashMap<>();
  private final Set<String> busy = new HashSet<>();
  private final Set<String> unable = new HashSet<>();

  @Test
  void startsFromTheEndAndStopsFromTheFront() throws IOException {
    Graph graph = build(pipeline("", "in", "one two", "out"));
    assertThat(events).isEmpty();
    graph.start();
    assertThat(events)
        .containsExactly(
            "start exporter:out", "start traces:two", "start traces:one", "start receiver:in");
    events.clear();
    graph.shutdown(FAR);
    assertThat(graph.advanceShutdown(0)).isTrue();
    assertThat(events)
        .containsExactly(
            "stop receiver:in", "stop traces:one", "stop traces:two", "stop exporter:out");
    assertThat(graph.advanceShutdown(0)).isTrue();
  }

  @Test
  void aStageStopsWhenTheOneBeforeItIsDone() {
    Graph graph = build(pipeline("", "in", "one", "out"));
    busy.addAll(List.of("receiver:in", "traces:one", "exporter:out"));
    graph.shutdown(FAR);
    assertThat(graph.advanceShutdown(0)).isFalse();
    assertThat(events).containsExactly("stop receiver:in");
    busy.remove("receiver:in");
    assertThat(graph.advanceShutdown(1)).isFalse();
    assertThat(events).containsExactly("stop receiver:in", "stop traces:one");
    busy.remove("traces:one");
    assertThat(graph.advanceShutdown(2)).isFalse();
    busy.remove("exporter:out");
    assertThat(graph.advanceShutdown(3)).isTrue();
    assertThat(events).hasSize(3);
  }

  @Test
  void pastTheDeadlineNobodyWaitsButAllAreAsked() {
    Graph graph = build(pipeline("", "in", "one", "out"));
    busy.addAll(List.of("receiver:in", "traces:one", "exporter:out"));
    graph.shutdown(FAR);
    assertThat(graph.advanceShutdown(FAR - 1)).isFalse();
    assertThat(graph.advanceShutdown(FAR)).isTrue();
    assertThat(events).containsExactly("stop receiver:in", "stop traces:one", "stop exporter:out");
  }

  @Test
  void askedTwiceTellsTheStageUnderWayTheNewDeadline() {
    Graph graph = build(pipeline("", "in", "", "out"));
    busy.add("receiver:in");
    graph.shutdown(FAR);
    graph.shutdown(5);
    assertThat(events).containsExactly("stop receiver:in", "stop receiver:in");
    assertThat(graph.advanceShutdown(5)).isTrue();
  }

  @Test
  void whenOneCannotStartTheOthersAreTriedAllTheSame() {
    Graph graph = build(pipeline("", "in", "one", "out"));
    unable.add("traces:one");
    assertThatThrownBy(graph::start).isInstanceOf(IOException.class).hasMessage("traces:one");
    assertThat(events).contains("start exporter:out", "start receiver:in");
    graph.shutdown(FAR);
    assertThat(graph.advanceShutdown(0)).isTrue();
    assertThat(events).endsWith("stop receiver:in", "stop traces:one", "stop exporter:out");
  }

  @Test
  void receiversAndExportersAreOneProcessorsAreOnePerPipeline() throws IOException {
    Graph graph =
        build(
            pipeline("", "in", "batch", "out other out"),
            pipeline("b", "in more in", "pick batch", "out"));
    graph.start();
    assertThat(events)
        .containsExactlyInAnyOrder(
            "start exporter:out",
            "start exporter:other",
            "start traces:batch",
            "start traces/b:batch",
            "start traces/b:pick",
            "start receiver:in",
            "start receiver:more");
    assertThat(events.subList(0, 2)).allMatch(e -> e.contains("exporter"));
    assertThat(events.subList(5, 7)).allMatch(e -> e.contains("receiver"));
    assertThat(events.indexOf("start traces/b:batch"))
        .isLessThan(events.indexOf("start traces/b:pick"));
  }

  @Test
  void aBatchGoesWhereThePipelinesSay() {
    build(pipeline("", "in", "one two", "out"), pipeline("b", "in", "pick", "out other"));
    push("receiver:in");
    assertThat(events).containsExactlyInAnyOrder("traces:one gets", "traces/b:pick gets");
    events.clear();
    push("traces:one");
    assertThat(events).containsExactly("traces:two gets");
    events.clear();
    push("traces:two");
    assertThat(events).containsExactly("exporter:out gets");
    events.clear();
    push("traces/b:pick");
    assertThat(events).containsExactlyInAnyOrder("exporter:out gets", "exporter:other gets");
  }

  @Test
  void eachSignalGoesItsOwnWay() throws IOException {
    Graph graph =
        build(
            pipeline("", "in", "batch", "out"),
            pipeline(Signal.LOGS, "", "in", "batch", "out other"));
    graph.start();
    assertThat(events)
        .containsExactlyInAnyOrder(
            "start exporter:out",
            "start exporter:out:logs",
            "start exporter:other:logs",
            "start traces:batch",
            "start logs:batch",
            "start receiver:in");
    events.clear();
    push("receiver:in:logs");
    push("logs:batch");
    assertThat(events)
        .containsExactly("logs:batch gets", "exporter:out:logs gets", "exporter:other:logs gets");
  }

  @Test
  void aConnectorStandsBetweenPipelines() throws IOException {
    Graph graph =
        build(
            pipeline(Signal.METRICS, "", "join", "late", "out"),
            pipeline("second", "join", "pick", "out"),
            pipeline("", "in", "one two", "join out"));
    graph.start();
    assertThat(events)
        .containsSubsequence(
            "start traces/second:pick",
            "start connector:join",
            "start traces:two",
            "start traces:one",
            "start receiver:in");
    events.clear();
    push("traces:two");
    assertThat(events).containsExactly("connector:join gets", "exporter:out gets");
    events.clear();
    push("connector:join:out");
    push("connector:join:out:metrics");
    assertThat(events).containsExactly("traces/second:pick gets", "metrics:late gets");
    events.clear();
    graph.shutdown(FAR);
    assertThat(graph.advanceShutdown(0)).isTrue();
    assertThat(events)
        .containsSubsequence(
            "stop receiver:in",
            "stop traces:two",
            "stop connector:join",
            "stop traces/second:pick",
            "stop exporter:out");
  }

  @Test
  void pipelinesThatFeedThemselvesAreFound() {
    List<PipelineSpec> pipelines =
        List.of(
            pipeline("a", "in y", "", "x"),
            pipeline("b", "x", "", "y out"),
            pipeline("c", "in", "", "out"));
    assertThat(GraphPlan.of(pipelines, Set.copyOf(ids("x y"))).circle())
        .containsExactlyInAnyOrder(
            new PipelineId(Signal.TRACES, "a"), new PipelineId(Signal.TRACES, "b"));
  }

  private void push(String from) {
    SpanConsumer consumer = next.get(from);
    assertThat(consumer.reserve(0, 0)).isTrue();
    consumer.commit(new BatchPool(1).lease(), 0, 0, Receipt.NONE);
  }

  private Graph build(PipelineSpec... pipelines) {
    return Graph.build(List.of(pipelines), Set.copyOf(ids("join")), new Maker(), new Ledger());
  }

  private static PipelineSpec pipeline(
      String name, String receivers, String processors, String exporters) {
    return pipeline(Signal.TRACES, name, receivers, processors, exporters);
  }

  private static PipelineSpec pipeline(
      Signal signal, String name, String receivers, String processors, String exporters) {
    return new PipelineSpec(
        new PipelineId(signal, name), ids(receivers), ids(processors), ids(exporters));
  }

  private static List<ComponentId> ids(String names) {
    return names.isEmpty()
        ? List.of()
        : List.of(names.split(" ")).stream().map(ComponentId::parse).toList();
  }

  private final class Maker implements ComponentMaker {
    @Override
    public Receiver receiver(ComponentId id, String accountName, Outputs outputs) {
      outputs.signals().forEach(s -> next.put(s.account(accountName), outputs.get(s)));
      return new Part(accountName);
    }

    @Override
    public Processor processor(
        ComponentId id, Signal signal, String accountName, SpanConsumer consumer) {
      next.put(accountName, consumer);
      return new Part(accountName);
    }

    @Override
    public Exporter exporter(ComponentId id, Signal signal, String accountName) {
      return new Part(accountName);
    }

    @Override
    public Connector connector(ComponentId id, Signal signal, String accountName, Outputs outputs) {
      outputs
          .signals()
          .forEach(s -> next.put(s.account(Connector.outgoing(accountName)), outputs.get(s)));
      return new Part(accountName);
    }
  }

  /** Any component: says what it is told. */
  private final class Part implements Receiver, Processor, Exporter, Connector {
    private final String name;

    Part(String name) {
      this.name = name;
    }

    @Override
    public void start() throws IOException {
      if (unable.contains(name)) {
        throw new IOException(name);
      }
      events.add("start " + name);
    }

    @Override
    public void shutdown(long deadlineNanos) {
      events.add("stop " + name);
    }

    @Override
    public boolean isShutDown() {
      return !busy.contains(name);
    }

    @Override
    public boolean reserve(int spans, long bytes) {
      return true;
    }

    @Override
    public void cancel(int spans, long bytes) {}

    @Override
    public void commit(SpanBatch batch, int spans, long bytes, Receipt receipt) {
      batch.release();
      events.add(name + " gets");
      receipt.accepted(0, null);
    }
  }
}
