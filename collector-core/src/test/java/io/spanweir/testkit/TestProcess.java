package io.spanweir.testkit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Limits;
import io.spanweir.core.component.RunningExtensions;
import io.spanweir.core.component.Settings;
import io.spanweir.core.data.BatchPool;
import io.spanweir.core.data.ChunkPool;
import io.spanweir.core.data.Pools;
import io.spanweir.core.data.Signal;
import io.spanweir.core.door.HttpListeners;
import io.spanweir.core.runtime.Loops;
import io.spanweir.core.telemetry.Decisions;
import io.spanweir.core.telemetry.DistinctErrors;
import io.spanweir.core.telemetry.Ledger;
import io.spanweir.core.telemetry.Telemetry;

/** All that a process gives to its components, small and of its own for each test. */
public final class TestProcess {
  private final Loops loops;
  private final Pools pools;
  private final HttpListeners listeners = new HttpListeners();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Ledger ledger = new Ledger();
  private final Telemetry telemetry;

  public TestProcess(Loops loops) {
    this(loops, 256L << 20);
  }

  /**
   * @param chunkBytesMax what the chunk pool lends at once
   */
  public TestProcess(Loops loops, long chunkBytesMax) {
    this.loops = loops;
    this.pools = new Pools(new ChunkPool(chunkBytesMax, 1L << 20), new BatchPool(16));
    this.telemetry = new Telemetry(meters, ledger, new DistinctErrors(loops.clock()));
  }

  /** What a component called {@code id} gets; the ledger knows it under the same name. */
  public Settings settings(String id) {
    return settings(id, id);
  }

  /** What a component called {@code id} gets whose account is called {@code accountName}. */
  public Settings settings(String id, String accountName) {
    return new Settings(
        ComponentId.parse(id),
        Signal.TRACES,
        accountName,
        loops,
        pools,
        telemetry,
        new Limits(256L << 20, 256L << 20, loops.shardCount()),
        RunningExtensions.NONE,
        listeners);
  }

  public Loops loops() {
    return loops;
  }

  public Pools pools() {
    return pools;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Decisions decisions() {
    return telemetry.decisions();
  }

  public MeterRegistry meters() {
    return meters;
  }

  public DistinctErrors errors() {
    return telemetry.errors();
  }
}
