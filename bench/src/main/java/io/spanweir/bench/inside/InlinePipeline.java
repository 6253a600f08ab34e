package io.spanweir.bench.inside;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spanweir.bench.jmh.InlineLoops;
import io.spanweir.config.Catalog;
import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfigLoader;
import io.spanweir.config.ConfigSource;
import io.spanweir.config.LoadedConfig;
import io.spanweir.connector.Connectors;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.Chunk;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.SpanBatch;
import io.spanweir.core.otlp.MalformedException;
import io.spanweir.core.otlp.OtlpIndexer;
import io.spanweir.core.pipeline.Graph;
import io.spanweir.core.pipeline.Receipt;
import io.spanweir.core.pipeline.SpanConsumer;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.Telemetry;
import io.spanweir.exporter.Exporters;
import io.spanweir.processor.Processors;
import io.spanweir.receiver.Receivers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The pipelines of a configuration as the product builds them, behind its receiver, which is left
 * out: the caller is the door, the event loop and the clock. One thread.
 */
public final class InlinePipeline {
  private static final int SPANS_MAX = 100_000;
  private static final long CHUNK_BYTES_MAX = 1L << 30;
  private static final long CHUNK_BYTES_KEPT = 1L << 26;

  private final InlineLoops loops;
  private final Pools pools =
      new Pools(new ChunkPool(CHUNK_BYTES_MAX, CHUNK_BYTES_KEPT), new BatchPool(16));
  private final OtlpIndexer indexer = new OtlpIndexer(SPANS_MAX);
  private final SpanConsumer entry;

  private InlinePipeline(CollectorConfig config, long directBytes, InlineLoops loops) {
    this.loops = loops;
    Ledger ledger = new Ledger();
    Telemetry telemetry =
        new Telemetry(new SimpleMeterRegistry(), ledger, new DistinctErrors(loops));
    Limits limits = new Limits(directBytes, Runtime.getRuntime().maxMemory(), 1);
    InlineComponents components =
        new InlineComponents(
            config.components(), loops, pools, telemetry, limits, RunningExtensions.NONE);
    Graph graph =
        Graph.build(
            config.pipelines(),
            config.components().getOrDefault(Kind.CONNECTOR, Map.of()).keySet(),
            components,
            ledger);
    try {
      graph.start();
    } catch (IOException e) {
      throw new IllegalStateException("the pipeline does not start", e);
    }
    entry = components.entry();
  }

  /**
   * Builds and starts.
   *
   * @param yaml a whole configuration with one receiver
   * @param directBytes what the process may use off the heap, as the launcher would find it
   * @throws IllegalArgumentException with the findings, when the configuration cannot run
   */
  public static InlinePipeline of(String yaml, long directBytes) {
    return of(yaml, directBytes, new InlineLoops());
  }

  /**
   * Builds and starts.
   *
   * @param yaml a whole configuration with one receiver
   * @param directBytes what the process may use off the heap, as the launcher would find it
   * @param loops what the pipelines run on
   * @throws IllegalArgumentException with the findings, when the configuration cannot run
   */
  static InlinePipeline of(String yaml, long directBytes, InlineLoops loops) {
    LoadedConfig loaded =
        ConfigLoader.load(
            List.of(ConfigSource.text("bench", yaml)), Catalog.of(factories()), name -> null);
    CollectorConfig config = loaded.config();
    if (config == null) {
      throw new IllegalArgumentException(loaded.render(120) + yaml);
    }
    return new InlinePipeline(config, directBytes, loops);
  }

  private static List<ComponentFactory<?>> factories() {
    return Stream.<List<? extends ComponentFactory<?>>>of(
            Receivers.all(), Processors.all(), Exporters.all(), Connectors.all())
        .<ComponentFactory<?>>flatMap(List::stream)
        .toList();
  }

  /** Room for the body of a request; the caller fills it and gives it to {@link #take}. */
  public Chunk lease(int bytes) {
    return Objects.requireNonNull(pools.chunks().lease(bytes), "chunks are leaking");
  }

  /**
   * Takes a request in, moves the clock and gives every loop a turn.
   *
   * @param body an {@code ExportTraceServiceRequest}, the pipeline's from here on
   */
  public void take(Chunk body, long nanosLater) {
    SpanBatch batch = pools.batches().lease();
    try {
      indexer.index(body, batch, entry.keyLengthsAsked());
    } catch (MalformedException e) {
      throw new IllegalStateException("the generator writes what cannot be read", e);
    }
    int spans = batch.size();
    long bytes = body.length();
    if (!entry.reserve(spans, bytes)) {
      throw new IllegalStateException("the buffer is full");
    }
    entry.commit(batch, spans, bytes, Receipt.NONE);
    loops.advance(nanosLater);
    loops.turn();
  }

  /** Lets time pass in which nothing comes. */
  void idle(long nanos) {
    long step = nanos / 100;
    for (int i = 0; i < 100; i++) {
      loops.advance(step);
      loops.turn();
    }
  }
}
