package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import io.spanweir.config.Problem.Severity;
import io.spanweir.core.component.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration from its sources, and finds everything that is wrong with it in one go. A
 * mistake of the user's is a {@link Problem}, never an exception; an exception means a component's
 * record or factory is broken. Reads files, opens nothing else, starts nothing.
 */
public final class ConfigLoader {
  private static final String SERVICE = "service";

  private final Findings findings = new Findings();
  private final Catalog catalog;

  private ConfigLoader(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * @param sources laid over each other from left to right: blocks key by key, lists and values
   *     replaced, nothing ({@code key:}) wipes
   * @param catalog the components that may be named
   * @param env the value of a variable, null if it isn't set
   */
  public static LoadedConfig load(
      List<ConfigSource> sources, Catalog catalog, Function<String, @Nullable String> env) {
    Survey survey = survey(sources, catalog, env, false);
    boolean errors = survey.problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
    return new LoadedConfig(errors ? null : survey.config, survey.problems);
  }

  /**
   * What can be seen of a configuration, even if it can't run.
   *
   * @param elsewhere whether it is looked at and not run, so that variables need not be set
   */
  static Survey survey(
      List<ConfigSource> sources,
      Catalog catalog,
      Function<String, @Nullable String> env,
      boolean elsewhere) {
    ConfigLoader loader = new ConfigLoader(catalog);
    CollectorConfig config = null;
    Mapping root = loader.read(sources);
    if (root != null
        && new Substitution(loader.findings, env, elsewhere).of(root) instanceof Mapping all) {
      root = all;
      config = loader.bind(all);
    }
    return new Survey(root, config, loader.findings.sorted());
  }

  /**
   * @param root all sources as one, references put in; null if one can't be read
   * @param config null if something is in the way of one
   * @param problems in the order of the text
   */
  record Survey(@Nullable Mapping root, @Nullable CollectorConfig config, List<Problem> problems) {}

  /** All sources as one; null if one of them can't be read, as the rest means nothing then. */
  private @Nullable Mapping read(List<ConfigSource> sources) {
    List<Mapping> roots = new ArrayList<>();
    for (ConfigSource source : sources) {
      Mapping root = read(source, roots.size());
      if (root != null) {
        roots.add(root);
      }
    }
    if (sources.isEmpty()) {
      Place nowhere = new SourceText("(no file)", 0, "").place(0, 0);
      findings.at(nowhere, "").expected("--config FILE").error("there is no configuration");
    }
    return roots.size() < sources.size() || roots.isEmpty()
        ? null
        : roots.stream().reduce((below, above) -> (Mapping) Merge.over(below, above)).orElseThrow();
  }

  private @Nullable Mapping read(ConfigSource source, int order) {
    String text;
    try {
      text = withoutMark(source.text());
    } catch (ConfigSource.UnreadableException e) {
      Place place = new SourceText(source.name(), order, "").place(0, 0);
      findings.at(place, "").expected(e.expected()).error(e.problem());
      return null;
    }
    SourceText lines = new SourceText(source.name(), order, text);
    int before = findings.size();
    Node root = source.form().read(text, lines, findings);
    if (root instanceof Mapping mapping) {
      return PathKeys.unfolded(mapping, findings);
    }
    if (root == null || root.isNull()) {
      if (findings.size() == before) {
        refuseRoot(lines.place(0, 0), "empty configuration file");
      }
    } else if (!(root instanceof Broken)) {
      refuseRoot(root.place(), "there is " + root.noun() + " here");
    }
    return null;
  }

  /** Without the mark that some editors put before UTF-8. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private void refuseRoot(Place place, String problem) {
    findings
        .at(place, "")
        .expected("the keys receivers, processors, exporters and service")
        .error(problem);
  }

  /** The types of a kind that the file configures, there or not. */
  private static Set<String> types(Mapping root, Kind kind) {
    Entry section = root.entries().get(kind.section());
    return section != null && section.value().content() instanceof Mapping ids
        ? ids.entries().keySet().stream()
            .map(id -> id.replaceFirst("/.*", "").strip())
            .collect(Collectors.toSet())
        : Set.of();
  }

  private @Nullable CollectorConfig bind(Mapping root) {
    Declared declared = new Declared();
    Binder binder = new Binder(findings, types(root, Kind.EXTENSION));
    Sections sections = new Sections(catalog, binder, declared);
    checkSections(root);
    for (Kind kind : Kind.values()) {
      Entry section = root.entries().get(kind.section());
      if (section != null) {
        sections.read(kind, section);
      }
    }
    requireSection(root, Kind.RECEIVER);
    requireSection(root, Kind.EXPORTER);
    Entry entry = root.entries().get(SERVICE);
    if (entry == null) {
      if (isAbsent(root, SERVICE)) {
        findings.at(root.place(), SERVICE).expected("a block with pipelines").error("is missing");
      }
      return null;
    }
    Spot spot = new Spot(entry.keyPlace(), SERVICE);
    ServiceConfig service =
        binder.bind(ServiceConfig.class, entry.value(), spot, ServiceConfig.DEFAULT);
    Pipelines pipelines = new Pipelines(catalog, declared, findings);
    if (entry.value().content() instanceof Mapping mapping) {
      pipelines.read(mapping, binder.references());
    }
    if (!findings.hasErrors()) {
      declared.warnOfUnused(findings);
    }
    return service == null
        ? null
        : new CollectorConfig(
            sections.components(),
            pipelines.specs(),
            pipelines.extensions(),
            service,
            new Places(root));
  }

  private void checkSections(Mapping root) {
    List<String> known = known();
    root.entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                findings
                    .at(entry.keyPlace(), key)
                    .value(key)
                    .expectedOneOf(known)
                    .error("unknown key");
              }
            });
  }

  private void requireSection(Mapping root, Kind kind) {
    Entry entry = root.entries().get(kind.section());
    boolean empty =
        entry == null
            ? isAbsent(root, kind.section())
            : entry.value().isNull()
                || (entry.value().content() instanceof Mapping section
                    && section.entries().isEmpty());
    if (empty) {
      findings
          .at(entry == null ? root.place() : entry.keyPlace(), kind.section())
          .expected("at least one")
          .error("no " + Words.lower(kind.name()) + " is configured");
    }
  }

  /** Whether a key isn't there, not even misspelled. */
  private static boolean isAbsent(Mapping root, String key) {
    Map<String, Entry> entries = root.entries();
    List<String> known = known();
    return entries.keySet().stream()
        .filter(found -> !known.contains(found))
        .noneMatch(found -> key.equals(NearestWord.of(found, known)));
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      known.add(kind.section());
    }
    known.add(SERVICE);
    return known;
  }
}
