package io.spanweir.core.pipeline;

import io.spanweir.core.component.Component;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.telemetry.Ledger;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * All pipelines of a process as one graph, in the order of its life: exporters start first and stop
 * last, receivers start last and stop first, so nothing is handed to a component that isn't there.
 * A connector stands between the pipelines that it ends and those that it begins.
 *
 * <p>Stopping is a walk that somebody steps: {@link #shutdown} begins it, {@link #advanceShutdown}
 * goes to the next stage when the one under way is done or the time is over. A process steps it
 * from its main thread, a simulation from its only one. Not thread safe.
 */
public final class Graph {
  /** From the front to the end; what is in one stage stops together. */
  private final List<List<Component>> stages;

  private int stageStopping = -1;
  private long deadlineNanos;

  private Graph(List<List<Component>> stages) {
    this.stages = stages;
  }

  /**
   * Makes every component that a pipeline names, and joins them. Opens nothing.
   *
   * @param connectors which ids among exporters and receivers are connectors'
   */
  public static Graph build(
      Collection<PipelineSpec> pipelines,
      Set<ComponentId> connectors,
      ComponentMaker maker,
      Ledger ledger) {
    return new Graph(new GraphBuilder(maker, ledger).build(pipelines, connectors));
  }

  /**
   * Starts everything, from the end to the front.
   *
   * @throws IOException when all was tried: what could not be started first, and with it as
   *     suppressed what else could not; what did start runs until it is shut down
   */
  public void start() throws IOException {
    IOException failure = null;
    for (int stage = stages.size() - 1; stage >= 0; stage--) {
      for (Component component : stages.get(stage)) {
        try {
          component.start();
        } catch (IOException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Begins the walk from the front to the end; asked again, goes on with another deadline. */
  public void shutdown(long deadline) {
    deadlineNanos = deadline;
    enterStage(Math.max(0, stageStopping));
  }

  /**
   * One look at the stage under way.
   *
   * @return true when every stage is done
   */
  public boolean advanceShutdown(long nowNanos) {
    while (stageStopping < stages.size()) {
      boolean done = stages.get(stageStopping).stream().allMatch(Component::isShutDown);
      if (!done && nowNanos < deadlineNanos) {
        return false;
      }
      enterStage(stageStopping + 1);
    }
    return true;
  }

  private void enterStage(int stage) {
    stageStopping = stage;
    if (stage < stages.size()) {
      for (Component component : stages.get(stage)) {
        component.shutdown(deadlineNanos);
      }
    }
  }
}
