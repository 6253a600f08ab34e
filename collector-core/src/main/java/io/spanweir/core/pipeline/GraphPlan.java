package io.spanweir.core.pipeline;

import io.spanweir.core.component.ComponentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of pipelines that connectors join: a pipeline stands behind every pipeline that feeds
 * one of its connectors. An id that stands among the exporters of one pipeline and the receivers of
 * another is a connector.
 */
public final class GraphPlan {
  private final List<PipelineSpec> pipelines;
  private final Set<ComponentId> connectors = new LinkedHashSet<>();
  private final Map<PipelineSpec, Integer> depths = new HashMap<>();
  private final Set<PipelineSpec> underWay = new LinkedHashSet<>();
  private final List<PipelineId> circle = new ArrayList<>();

  private GraphPlan(Collection<PipelineSpec> pipelines) {
    this.pipelines = List.copyOf(pipelines);
  }

  /** Reads pipelines, which may be wrong in any way. */
  public static GraphPlan of(Collection<PipelineSpec> pipelines) {
    GraphPlan plan = new GraphPlan(pipelines);
    Set<ComponentId> begins = new HashSet<>();
    plan.pipelines.forEach(pipeline -> begins.addAll(pipeline.receivers()));
    for (PipelineSpec pipeline : plan.pipelines) {
      pipeline.exporters().stream().filter(begins::contains).forEach(plan.connectors::add);
    }
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
