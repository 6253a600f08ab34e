package io.spanweir.config;

import io.spanweir.config.ConfigSource.UnreadableException;
import io.spanweir.config.Node.Mapping;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads sources, lays them over one another, puts variables in, and binds what comes out to the
 * records that the components own. Whatever a user can get wrong becomes a {@link Problem}, all of
 * them at once; nothing is thrown.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * @param sources merged from left to right
   * @param catalog the components there are
   * @param env the environment: the value of a variable, null if it isn't set
   */
  public static LoadedConfig load(
      List<ConfigSource> sources, Catalog catalog, Function<String, @Nullable String> env) {
    Findings findings = new Findings();
    Node merged = null;
    for (int i = 0; i < sources.size(); i++) {
      Node node = read(sources.get(i), i, findings);
      if (node != null) {
        Node substituted = new Substitution(findings, env).in(node, "");
        merged = merged == null ? substituted : Merge.over(merged, substituted);
      }
    }
    CollectorConfig config = merged == null ? null : bind(merged, catalog, findings);
    return new LoadedConfig(findings.hasErrors() ? null : config, findings.sorted());
  }

  private static @Nullable Node read(ConfigSource source, int order, Findings findings) {
    String text;
    try {
      text = source.text();
    } catch (UnreadableException e) {
      Place place = new SourceText(source.name(), order, "").place(0, 0);
      findings.at(place, "").expected(e.expected()).error(e.problem());
      return null;
    }
    YamlOrigin origin = YamlOrigin.of(new SourceText(source.name(), order, text));
    Node node = YamlReader.read(text, origin, findings);
    if (node == null || node.isNull()) {
      if (!findings.hasErrors()) {
        findings
            .at(origin.start(), "")
            .expected("receivers, exporters and service")
            .error("empty configuration file");
      }
      return null;
    }
    return node;
  }

  private static @Nullable CollectorConfig bind(Node node, Catalog catalog, Findings findings) {
    if (!(node instanceof Mapping top)) {
      if (!(node instanceof Node.Broken)) {
        findings
            .at(node.place(), "")
            .expected("receivers, exporters and service")
            .error("there is " + node.noun() + " here");
      }
      return null;
    }
    Sections sections = new Sections(top, catalog, findings);
    var components = sections.components();
    ServiceConfig service = sections.service();
    if (service == null) {
      return null;
    }
    var pipelines = new Pipelines(sections, components, findings).specs();
    return new CollectorConfig(Map.copyOf(components.bound()), pipelines, service);
  }
}
