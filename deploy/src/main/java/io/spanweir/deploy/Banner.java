package io.spanweir.deploy;

import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfiguredComponent;
import io.spanweir.config.ServiceConfig;
import io.spanweir.config.ServiceConfig.MetricsLevel;
import io.spanweir.core.component.Announced;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.pipeline.PipelineSpec;
import io.spanweir.core.runtime.EventLoops;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a process says once it is up: where to send spans, where kept ones go, and what bounds it.
 */
final class Banner {
  private final CollectorConfig config;
  private final Limits limits;
  private final EventLoops loops;
  private final boolean builtIn;

  Banner(CollectorConfig config, Limits limits, EventLoops loops, boolean builtIn) {
    this.config = config;
    this.limits = limits;
    this.loops = loops;
    this.builtIn = builtIn;
  }

  void print(PrintStream out) {
    out.println("Spanweir " + Version.text() + (builtIn ? ", built-in configuration" : ""));
    describe(out, "Send spans to    ", Kind.RECEIVER);
    describe(out, "Sampling         ", Kind.PROCESSOR);
    describe(out, "Kept traces go to", Kind.EXPORTER);
    ServiceConfig.Metrics metrics = config.service().telemetry().metrics();
    if (metrics.level() != MetricsLevel.NONE) {
      out.println("Own metrics       http://" + metrics.host() + ":" + metrics.port() + "/metrics");
    }
    out.println("Threads           " + loops.describe());
    out.flush();
  }

  private void describe(PrintStream out, String label, Kind kind) {
    Map<ComponentId, ConfiguredComponent> components =
        config.components().getOrDefault(kind, Map.of());
    String lead = label + " ";
    for (ComponentId id : used(kind)) {
      ConfiguredComponent component = components.get(id);
      if (component != null) {
        for (String line : lines(component)) {
          out.println(lead + line);
          lead = " ".repeat(label.length() + 1);
        }
      }
    }
  }

  private List<String> lines(ConfiguredComponent component) {
    return component.config() instanceof Announced said
        ? said.announcement(limits)
        : List.of(component.id().toString());
  }

  private Set<ComponentId> used(Kind kind) {
    Set<ComponentId> ids = new LinkedHashSet<>();
    for (PipelineSpec pipeline : config.pipelines()) {
      switch (kind) {
        case RECEIVER -> ids.addAll(pipeline.receivers());
        case PROCESSOR -> ids.addAll(pipeline.processors());
        default -> ids.addAll(pipeline.exporters());
      }
    }
    return ids;
  }
}
