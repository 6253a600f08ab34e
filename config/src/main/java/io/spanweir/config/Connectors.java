package io.spanweir.config;

import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.ConnectorFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.pipeline.GraphPlan;
import io.spanweir.core.pipeline.PipelineId;
import io.spanweir.core.pipeline.PipelineSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that connectors join pipelines: each from somewhere to somewhere, and never in a circle.
 */
final class Connectors {
  private final List<PipelineSpec> specs;
  private final Catalog catalog;
  private final Declared declared;
  private final Findings findings;

  Connectors(List<PipelineSpec> specs, Catalog catalog, Declared declared, Findings findings) {
    this.specs = specs;
    this.catalog = catalog;
    this.declared = declared;
    this.findings = findings;
  }

  /**
   * @param spot where all pipelines stand
   */
  void check(Spot spot) {
    for (ComponentId id : declared.of(Kind.CONNECTOR).keySet()) {
      boolean ends = specs.stream().anyMatch(pipeline -> pipeline.exporters().contains(id));
      boolean begins = specs.stream().anyMatch(pipeline -> pipeline.receivers().contains(id));
      if (ends != begins && !(ends && mayEnd(id))) {
        findings
            .at(
                declared.place(Kind.CONNECTOR, id),
                Words.key(Kind.CONNECTOR.section(), id.toString()))
            .value(id.toString())
            .expected("an exporter of one pipeline, and a receiver of another")
            .error(ends ? "is a receiver of no pipeline" : "is an exporter of no pipeline");
      }
    }
    checkCircle(spot);
  }

  private boolean mayEnd(ComponentId id) {
    return catalog.find(Kind.CONNECTOR, id.type()).orElse(null) instanceof ConnectorFactory<?> f
        && f.mayEnd();
  }

  private void checkCircle(Spot spot) {
    List<String> circle = new ArrayList<>();
    for (PipelineId id : GraphPlan.of(specs, declared.of(Kind.CONNECTOR).keySet()).circle()) {
      circle.add(id.toString());
    }
    if (!circle.isEmpty()) {
      findings
          .at(spot.place(), spot.path())
          .expected("connectors that lead from one pipeline to others")
          .error("pipelines feed themselves: " + String.join(", ", circle));
    }
  }
}
