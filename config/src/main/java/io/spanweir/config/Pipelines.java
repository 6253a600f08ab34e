package io.spanweir.config;

import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Node.Scalar;
import io.spanweir.config.Node.Sequence;
import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.ComponentId;
import io.spanweir.core.component.ConnectorFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.data.Signal;
import io.spanweir.core.pipeline.PipelineId;
import io.spanweir.core.pipeline.PipelineSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what {@code service} names is there, and makes pipelines of it. Shapes are the
 * binder's business: what isn't a list of names is passed over here.
 */
final class Pipelines {
  private static final String FORM =
      "traces, metrics or logs, or one of them and a name: traces/name";

  private final Catalog catalog;
  private final Declared declared;
  private final Findings findings;
  private final List<PipelineSpec> specs = new ArrayList<>();
  private List<ComponentId> extensions = List.of();

  Pipelines(Catalog catalog, Declared declared, Findings findings) {
    this.catalog = catalog;
    this.declared = declared;
    this.findings = findings;
  }

  /**
   * @param references extensions that components name
   */
  void read(Mapping service, List<Binder.Reference> references) {
    if (in(service, "extensions") instanceof Sequence listed) {
      Spot spot = new Spot(listed.place(), "service::extensions");
      extensions = ids(listed, spot, List.of(Kind.EXTENSION));
    }
    references.forEach(this::checkListed);
    if (in(service, "pipelines") instanceof Mapping pipelines) {
      pipelines.entries().forEach(this::pipeline);
      new Connectors(specs, catalog, declared, findings)
          .check(new Spot(pipelines.place(), "service::pipelines"));
    }
  }

  List<PipelineSpec> specs() {
    return specs;
  }

  /** The extensions to run, each once. */
  List<ComponentId> extensions() {
    return List.copyOf(new LinkedHashSet<>(extensions));
  }

  private void checkListed(Binder.Reference reference) {
    ComponentId id = reference.extension().id();
    if (!extensions.contains(id)) {
      boolean there = declared.has(Kind.EXTENSION, id);
      findings
          .at(reference.spot().place(), reference.spot().path())
          .value(id.toString())
          .expected("an extension that service::extensions lists")
          .error("the extension " + id + (there ? " is not started" : " is not configured"));
    }
  }

  private void pipeline(String text, Entry entry) {
    Spot spot = new Spot(entry.keyPlace(), "service::pipelines::" + text);
    PipelineId id = id(text, spot);
    if (!(entry.value().content() instanceof Mapping mapping)) {
      return;
    }
    List<ComponentId> receivers =
        ids(mapping, "receivers", spot, List.of(Kind.RECEIVER, Kind.CONNECTOR));
    List<ComponentId> processors = ids(mapping, "processors", spot, List.of(Kind.PROCESSOR));
    List<ComponentId> exporters =
        ids(mapping, "exporters", spot, List.of(Kind.EXPORTER, Kind.CONNECTOR));
    if (id != null) {
      specs.add(new PipelineSpec(id, receivers, processors, exporters));
      checkSignals(mapping, spot, id.signal());
    }
  }

  /** Whether every component can do something with what flows through the pipeline. */
  private void checkSignals(Mapping pipeline, Spot spot, Signal signal) {
    for (String key : List.of("receivers", "processors", "exporters")) {
      if (in(pipeline, key) instanceof Sequence list) {
        Spot at = new Spot(list.place(), Words.key(spot.path(), key));
        for (int i = 0; i < list.items().size(); i++) {
          if (list.items().get(i) instanceof Scalar scalar) {
            checkSignal(scalar, at.item(i, scalar), key, signal);
          }
        }
      }
    }
  }

  private void checkSignal(Scalar scalar, Spot at, String key, Signal signal) {
    String text = scalar.text();
    int slash = text.indexOf('/');
    String type = (slash < 0 ? text : text.substring(0, slash)).strip();
    Set<Signal> signals = signals(type, key);
    if (signals != null && !signals.contains(signal)) {
      List<String> words = signals.stream().sorted().map(Signal::key).toList();
      findings
          .at(at.place(), at.path())
          .value(text)
          .expected("it in a pipeline of " + String.join(" or ", words))
          .error(text + " can do nothing with " + signal.key());
    }
  }

  /** What may flow through a component in this place; null if there is no such type. */
  private @Nullable Set<Signal> signals(String type, String key) {
    ComponentFactory<?> connector = catalog.find(Kind.CONNECTOR, type).orElse(null);
    for (Kind kind : Kind.values()) {
      if (kind.section().equals(key)) {
        ComponentFactory<?> factory = catalog.find(kind, type).orElse(connector);
        return factory instanceof ConnectorFactory<?> begins && kind == Kind.RECEIVER
            ? begins.produces()
            : factory == null ? null : factory.signals();
      }
    }
    return null;
  }

  private @Nullable PipelineId id(String text, Spot spot) {
    int slash = text.indexOf('/');
    String signal = (slash < 0 ? text : text.substring(0, slash)).strip();
    String name = slash < 0 ? "" : text.substring(slash + 1).strip();
    Findings.Report report = findings.at(spot.place(), spot.path()).value(signal);
    List<String> known = Stream.of(Signal.values()).map(Signal::key).toList();
    if (signal.equals("profiles")) {
      report.expected(FORM).error("profiles pipelines are not there yet");
    } else if (!known.contains(signal)) {
      report.expectedOneOf(known).error("unknown signal " + Words.quote(signal));
    } else if (slash >= 0 && name.isEmpty()) {
      report.expected(FORM).error("has no name after the slash");
    } else {
      return new PipelineId(Signal.values()[known.indexOf(signal)], name);
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
    return entry == null ? null : entry.value().content();
  }
}
