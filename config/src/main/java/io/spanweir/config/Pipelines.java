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
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the pipelines and checks that what they name is there. */
final class Pipelines {
  private static final String PATH = "service::pipelines";

  private final Sections sections;
  private final Components components;
  private final Findings findings;
  private final Map<Kind, Set<ComponentId>> used = new EnumMap<>(Kind.class);

  Pipelines(Sections sections, Components components, Findings findings) {
    this.sections = sections;
    this.components = components;
    this.findings = findings;
  }

  List<PipelineSpec> specs() {
    Entry entry = sections.section("service").get("pipelines");
    Map<String, Entry> blocks =
        entry != null && entry.value() instanceof Mapping mapping ? mapping.entries() : Map.of();
    if (blocks.isEmpty()) {
      if (entry == null || !(entry.value() instanceof Node.Broken)) {
        findings
            .at(entry == null ? sections.place() : entry.keyPlace(), PATH)
            .expected("a block such as traces: {receivers: [otlp], exporters: [debug]}")
            .error("there is no pipeline");
      }
      return List.of();
    }
    List<PipelineSpec> specs = new ArrayList<>();
    blocks.forEach(
        (key, block) -> {
          PipelineId id = id(key, block);
          if (id != null && block.value() instanceof Mapping body) {
            specs.add(spec(id, block.keyPlace(), body, Words.key(PATH, key)));
          }
        });
    warnUnused();
    return specs;
  }

  private @Nullable PipelineId id(String key, Entry block) {
    int slash = key.indexOf('/');
    String word = slash < 0 ? key : key.substring(0, slash);
    Findings.Report report = findings.at(block.keyPlace(), Words.key(PATH, key)).value(word);
    for (Signal signal : Signal.values()) {
      if (signal.key().equals(word)) {
        if (signal == Signal.TRACES) {
          return new PipelineId(signal, slash < 0 ? "" : key.substring(slash + 1));
        }
        report.error(
            NotThere.message("a pipeline of " + word + " is a part", "only traces pipelines are"));
        return null;
      }
    }
    report.expectedOneOf(List.of("traces")).error("unknown signal " + Words.quote(word));
    return null;
  }

  private PipelineSpec spec(PipelineId id, Place place, Mapping body, String path) {
    List<ComponentId> receivers = ids(body, Kind.RECEIVER, path);
    List<ComponentId> processors = ids(body, Kind.PROCESSOR, path);
    List<ComponentId> exporters = ids(body, Kind.EXPORTER, path);
    requireSome(body, Kind.RECEIVER, place, path);
    requireSome(body, Kind.EXPORTER, place, path);
    return new PipelineSpec(id, receivers, processors, exporters);
  }

  private void requireSome(Mapping body, Kind kind, Place place, String path) {
    Entry entry = body.entries().get(kind.section());
    boolean empty =
        entry == null
            || entry.value().isNull()
            || (entry.value() instanceof Sequence list && list.items().isEmpty());
    if (empty) {
      findings
          .at(entry == null ? place : entry.keyPlace(), Words.key(path, kind.section()))
          .expectedOneOf(components.ids(kind).stream().map(ComponentId::toString).toList())
          .error("must have at least one " + Words.lower(kind.name()));
    }
  }

  private List<ComponentId> ids(Mapping body, Kind kind, String path) {
    List<ComponentId> ids = new ArrayList<>();
    Entry entry = body.entries().get(kind.section());
    if (entry == null || !(entry.value() instanceof Sequence list)) {
      return ids;
    }
    for (int i = 0; i < list.items().size(); i++) {
      if (list.items().get(i) instanceof Scalar scalar) {
        ComponentId id = reference(scalar, kind, Words.item(Words.key(path, kind.section()), i));
        if (id != null && ids.contains(id)) {
          findings
              .at(scalar.place(), Words.item(Words.key(path, kind.section()), i))
              .value(scalar.text())
              .error(
                  "references "
                      + Words.lower(kind.name())
                      + " "
                      + Words.quote(scalar.text())
                      + " multiple times");
        } else if (id != null) {
          ids.add(id);
        }
      }
    }
    return ids;
  }

  private @Nullable ComponentId reference(Scalar scalar, Kind kind, String path) {
    ComponentId id;
    try {
      id = ComponentId.parse(scalar.text());
    } catch (IllegalArgumentException e) {
      findings
          .at(scalar.place(), path)
          .value(scalar.text())
          .expected("type or type/name")
          .error(String.valueOf(e.getMessage()));
      return null;
    }
    if (components.ids(kind).contains(id)) {
      used.computeIfAbsent(kind, k -> new HashSet<>()).add(id);
      return id;
    }
    findings
        .at(scalar.place(), path)
        .value(scalar.text())
        .expectedOneOf(components.ids(kind).stream().map(ComponentId::toString).toList())
        .error(
            "references "
                + Words.lower(kind.name())
                + " "
                + Words.quote(scalar.text())
                + " which is not configured");
    return null;
  }

  private void warnUnused() {
    for (Kind kind : List.of(Kind.RECEIVER, Kind.PROCESSOR, Kind.EXPORTER)) {
      components
          .named()
          .getOrDefault(kind, Map.of())
          .forEach(
              (id, place) -> {
                if (!used.getOrDefault(kind, Set.of()).contains(id)) {
                  findings
                      .at(place, Words.key(kind.section(), id.toString()))
                      .value(id.toString())
                      .warning("is in no pipeline and will not run");
                }
              });
    }
  }
}
