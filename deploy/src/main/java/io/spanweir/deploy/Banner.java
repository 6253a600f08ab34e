package io.spanweir.deploy;

import io.spanweir.config.CollectorConfig;
import io.spanweir.config.ConfiguredComponent;
import io.spanweir.config.ServiceConfig;
import io.spanweir.core.component.Announced;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Limits;
import io.spanweir.core.pipeline.PipelineSpec;
import io.spanweir.core.runtime.EventLoops;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a process says once it is up: where to send spans, where kept ones go, and what bounds it.
 */
final class Banner {
  private static final int LABEL_WIDTH = 19;

  private final CollectorConfig config;
  private final Limits limits;
  private final EventLoops loops;
  private final String decisions;
  private final boolean builtIn;

  /**
   * @param decisions where one can ask about them; empty for nothing to say
   */
  Banner(
      CollectorConfig config, Limits limits, EventLoops loops, String decisions, boolean builtIn) {
    this.config = config;
    this.limits = limits;
    this.loops = loops;
    this.decisions = decisions;
    this.builtIn = builtIn;
  }

  /** Prints it in one piece. */
  void print(PrintStream out) {
    List<String> said = new ArrayList<>();
    said.add("Spanweir " + Version.text() + (builtIn ? ", built-in configuration" : ""));
    add(said, "Send spans to", lines(Kind.RECEIVER));
    List<String> sampling = lines(Kind.PROCESSOR);
    add(said, "Sampling", sampling.isEmpty() ? List.of("none, every span is sent on") : sampling);
    add(said, "Kept traces go to", lines(Kind.EXPORTER));
    List<ServiceConfig.Page> pages = config.service().telemetry().metrics().pages();
    add(said, "Own metrics", pages.stream().map(ServiceConfig.Page::url).toList());
    add(said, "Decisions", decisions.isEmpty() ? List.of() : List.of(decisions));
    add(said, "Threads", List.of(loops.describe()));
    out.println(String.join(System.lineSeparator(), said));
    out.flush();
  }

  private static void add(List<String> said, String label, List<String> lines) {
    String lead = label;
    for (String line : lines) {
      said.add(lead + " ".repeat(LABEL_WIDTH - lead.length()) + line);
      lead = "";
    }
  }

  /** What the components of a kind say; those that have a name of their own say it too. */
  private List<String> lines(Kind kind) {
    Map<ComponentId, ConfiguredComponent> components =
        config.components().getOrDefault(kind, Map.of());
    List<String> lines = new ArrayList<>();
    for (ComponentId id : used(kind)) {
      ConfiguredComponent component = components.get(id);
      if (component != null && component.config() instanceof Announced announced) {
        String suffix = id.name().isEmpty() ? "" : "  (" + id + ")";
        announced.announcement(limits).forEach(line -> lines.add(line + suffix));
      } else if (kind != Kind.PROCESSOR) {
        lines.add(id.toString());
      }
    }
    return lines;
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
