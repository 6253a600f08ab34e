package io.spanweir.config;

import io.spanweir.config.Node.Broken;
import io.spanweir.config.Node.Entry;
import io.spanweir.config.Node.Mapping;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys at the top of a source that are a whole path, {@code receivers::otlp::protocols:}, as the
 * Collector takes them, to write a setting into one line.
 */
final class PathKeys {
  private static final int STEPS_MAX = 50;

  /** Each is merged with all before it. */
  private static final int PATHS_MAX = 1_000;

  private static final String SEPARATOR = "::";

  private PathKeys() {}

  static Mapping unfolded(Mapping root, Findings findings) {
    long count = root.entries().keySet().stream().filter(key -> key.contains(SEPARATOR)).count();
    if (count == 0) {
      return root;
    }
    if (count > PATHS_MAX) {
      findings
          .at(root.place(), "")
          .expected(PATHS_MAX + " at most")
          .error("has " + count + " keys that are a path");
      return new Mapping(root.place(), Map.of());
    }
    Node all = new Mapping(root.place(), Map.of());
    for (Map.Entry<String, Entry> found : root.entries().entrySet()) {
      Entry entry = found.getValue();
      List<String> path = List.of(found.getKey().split(SEPARATOR, -1));
      Node one = nested(path, entry.keyPlace(), entry.value(), findings);
      if (one instanceof Mapping) {
        all = Merge.over(all, one);
      }
    }
    return new Mapping(root.place(), ((Mapping) all).entries());
  }

  /** Blocks around a value; the whole path stands at one place. */
  static Node nested(List<String> path, Place place, Node value, Findings findings) {
    String problem = "";
    if (path.stream().anyMatch(String::isBlank)) {
      problem = "a name in the path of a key is empty";
    } else if (path.size() > STEPS_MAX) {
      problem = "is nested too deeply";
    }
    if (!problem.isEmpty()) {
      findings.at(place, "").expected("names of keys, " + STEPS_MAX + " at most").error(problem);
      return new Broken(place);
    }
    Node node = value;
    for (int i = path.size() - 1; i >= 0; i--) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      entries.put(path.get(i), new Entry(place, node));
      node = new Mapping(place, Collections.unmodifiableMap(entries));
    }
    return node;
  }
}
