package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.Kind;
import io.spanweir.core.component.Signal;
import io.spanweir.core.pipeline.PipelineId;
import io.spanweir.core.pipeline.PipelineSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what {@code service} names is there, and makes pipelines of it. Shapes are the
 * binder's business: what isn't a list of names is passed over here.
 */
final class Pipelines {
  private static final Set<String> SIGNALS_NOT_YET = Set.of("metrics", "logs", "profiles");

  private final Declared declared;
  private final Findings findings;
  private final List<PipelineSpec> specs = new ArrayList<>();

  Pipelines(Declared declared, Findings findings) {
    this.declared = declared;
    this.findings = findings;
  }

  List<PipelineSpec> read(Mapping service) {
    if (in(service, "extensions") instanceof Sequence extensions) {
      Spot spot = new Spot(extensions.place(), "service::extensions");
      ids(extensions, spot, List.of(Kind.EXTENSION));
    }
    if (in(service, "pipelines") instanceof Mapping pipelines) {
      pipelines.entries().forEach(this::pipeline);
    }
    return specs;
  }

  private void pipeline(String text, Entry entry) {
    Spot spot = new Spot(entry.keyPlace(), "service::pipelines::" + text);
    PipelineId id = id(text, spot);
    if (!(entry.value() instanceof Mapping mapping)) {
      return;
    }
    List<ComponentId> receivers =
        ids(mapping, "receivers", spot, List.of(Kind.RECEIVER, Kind.CONNECTOR));
    List<ComponentId> processors = ids(mapping, "processors", spot, List.of(Kind.PROCESSOR));
    List<ComponentId> exporters =
        ids(mapping, "exporters", spot, List.of(Kind.EXPORTER, Kind.CONNECTOR));
    if (id != null) {
      specs.add(new PipelineSpec(id, receivers, processors, exporters));
    }
  }

  private @Nullable PipelineId id(String text, Spot spot) {
    int slash = text.indexOf('/');
    String signal = (slash < 0 ? text : text.substring(0, slash)).strip();
    String name = slash < 0 ? "" : text.substring(slash + 1).strip();
    Findings.Report report = findings.at(spot.place(), spot.path()).value(signal);
    if (SIGNALS_NOT_YET.contains(signal)) {
      report.expected("traces or traces/name").error(signal + " pipelines are not there yet");
    } else if (!signal.equals(Signal.TRACES.key())) {
      report
          .expectedOneOf(List.of(Signal.TRACES.key()))
          .error("unknown signal " + Words.quote(signal));
    } else if (slash >= 0 && name.isEmpty()) {
      report.expected("traces or traces/name").error("has no name after the slash");
    } else {
      return new PipelineId(Signal.TRACES, name);
    }
    return null;
  }

  private List<ComponentId> ids(Mapping pipeline, String key, Spot spot, List<Kind> kinds) {
    return in(pipeline, key) instanceof Sequence list
        ? ids(list, new Spot(list.place(), Words.key(spot.path(), key)), kinds)
        : List.of();
  }

  private List<ComponentId> ids(Sequence list, Spot spot, List<Kind> kinds) {
    List<ComponentId> ids = new ArrayList<>();
    Set<ComponentId> seen = new HashSet<>();
    for (int i = 0; i < list.items().size(); i++) {
      if (list.items().get(i) instanceof Scalar scalar) {
        Spot at = spot.item(i, scalar);
        ComponentId id = id(scalar.text(), at, kinds);
        if (id != null && !seen.add(id) && kinds.contains(Kind.PROCESSOR)) {
          findings
              .at(at.place(), at.path())
              .value(scalar.text())
              .expected("each processor once in a pipeline")
              .error(id + " is there already");
        } else if (id != null) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  private @Nullable ComponentId id(String text, Spot at, List<Kind> kinds) {
    ComponentId id;
    try {
      id = ComponentId.parse(text);
    } catch (IllegalArgumentException e) {
      findings.at(at.place(), at.path()).value(text).error(String.valueOf(e.getMessage()));
      return null;
    }
    for (Kind kind : kinds) {
      if (declared.use(kind, id)) {
        return id;
      }
    }
    String noun = Words.lower(kinds.get(0).name());
    Findings.Report report = findings.at(at.place(), at.path()).value(text);
    for (Kind kind : Kind.values()) {
      if (declared.has(kind, id)) {
        report.expected("the id of a configured " + noun);
        report.error(id + " is configured under " + kind.section() + ", not as " + noun);
        return null;
      }
    }
    List<String> known = declared.ids(kinds);
    if (known.isEmpty()) {
      report.expected("it under " + kinds.get(0).section());
    } else {
      report.expectedOneOf(known);
    }
    report.error("the " + noun + " " + Words.quote(text) + " is not configured");
    return null;
  }

  private static @Nullable Node in(Mapping mapping, String key) {
    Map<String, Entry> entries = mapping.entries();
    Entry entry = entries.get(key);
    Node node = entry == null ? null : entry.value();
    return node instanceof Scalar scalar && scalar.structure() != null ? scalar.structure() : node;
  }
}
