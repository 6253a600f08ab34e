package io.spanweir.core.pipeline;

import io.spanweir.core.component.ComponentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of pipelines that connectors join: a pipeline stands behind every pipeline that feeds
 * one of its connectors.
 */
public final class GraphPlan {
  private final List<PipelineSpec> pipelines;
  private final Set<ComponentId> connectors;
  private final Map<PipelineSpec, Integer> depths = new HashMap<>();
  private final Set<PipelineSpec> underWay = new LinkedHashSet<>();
  private final List<PipelineId> circle = new ArrayList<>();

  private GraphPlan(Collection<PipelineSpec> pipelines, Set<ComponentId> connectors) {
    this.pipelines = List.copyOf(pipelines);
    this.connectors = Set.copyOf(connectors);
  }

  /**
   * Reads pipelines, which may be wrong in any way.
   *
   * @param connectors which ids among exporters and receivers are connectors'
   */
  public static GraphPlan of(Collection<PipelineSpec> pipelines, Set<ComponentId> connectors) {
    GraphPlan plan = new GraphPlan(pipelines, connectors);
    plan.pipelines.forEach(plan::depth);
    return plan;
  }

  /** Pipelines that feed themselves, in the order of the way; empty if there are none. */
  public List<PipelineId> circle() {
    return List.copyOf(circle);
  }

  boolean isConnector(ComponentId id) {
    return connectors.contains(id);
  }

  /** How many connectors a span has passed, at most, when it comes to this pipeline. */
  int depthOf(PipelineSpec pipeline) {
    return depths.getOrDefault(pipeline, 0);
  }

  /** The pipelines from the end to the front. */
  List<PipelineSpec> fromTheEnd() {
    List<PipelineSpec> ordered = new ArrayList<>(pipelines);
    ordered.sort((a, b) -> Integer.compare(depthOf(b), depthOf(a)));
    return ordered;
  }

  private int depth(PipelineSpec pipeline) {
    Integer known = depths.get(pipeline);
    if (known != null) {
      return known;
    }
    if (!underWay.add(pipeline)) {
      if (circle.isEmpty()) {
        underWay.forEach(way -> circle.add(way.id()));
      }
      return 0;
    }
    int depth = 0;
    for (PipelineSpec feeder : feeders(pipeline)) {
      depth = Math.max(depth, 1 + depth(feeder));
    }
    underWay.remove(pipeline);
    depths.put(pipeline, depth);
    return depth;
  }

  private List<PipelineSpec> feeders(PipelineSpec pipeline) {
    return pipelines.stream()
        .filter(
            other ->
                other.exporters().stream()
                    .anyMatch(id -> isConnector(id) && pipeline.receivers().contains(id)))
        .toList();
  }
}
