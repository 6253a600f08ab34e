package io.spanweir.config;

import io.spanweir.core.component.ComponentFactory;
import io.spanweir.core.component.ConnectorFactory;
import io.spanweir.core.component.Kind;
import io.spanweir.core.data.Signal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Writes which components there are, as YAML, in the form of the Collector's {@code components}
 * command, so that what reads that one reads this.
 */
public final class ComponentsPrinter {
  private static final DumpSettings SETTINGS =
      DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build();

  private ComponentsPrinter() {}

  /**
   * @param version of the program
   */
  public static String print(Catalog catalog, String version) {
    Map<String, Object> root = new LinkedHashMap<>();
    Map<String, Object> build = new LinkedHashMap<>();
    build.put("command", "spanweir");
    build.put("description", "A tail-sampling span pipeline collector");
    build.put("version", version);
    root.put("buildinfo", build);
    for (Kind kind : Kind.values()) {
      // A list of its own each, as two that are the same would be written as an anchor and an
      // alias.
      root.put(
          kind.section(),
          catalog.factories().stream()
              .filter(f -> f.kind() == kind)
              .map(ComponentsPrinter::entry)
              .collect(Collectors.toCollection(ArrayList::new)));
    }
    root.put("providers", Stream.of("env", "file", "yaml").map(s -> Map.of("scheme", s)).toList());
    return new Dump(SETTINGS).dumpToString(root);
  }

  private static Map<String, Object> entry(ComponentFactory<?> factory) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", factory.type());
    if (!factory.aliases().isEmpty()) {
      entry.put("aliases", factory.aliases());
    }
    Map<String, Object> stability = new LinkedHashMap<>();
    String word = Words.lower(factory.stability().name());
    String level = Character.toUpperCase(word.charAt(0)) + word.substring(1);
    flows(factory).forEach(flow -> stability.put(flow, level));
    entry.put("stability", stability);
    return entry;
  }

  /** The signals, or from which to which a connector leads. */
  private static List<String> flows(ComponentFactory<?> factory) {
    if (factory.kind() == Kind.EXTENSION) {
      return List.of("extension");
    }
    List<String> flows = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      if (factory.signals().contains(signal) && factory instanceof ConnectorFactory<?> connector) {
        connector.produces().stream()
            .sorted()
            .forEach(to -> flows.add(signal.key() + "-to-" + to.key()));
      } else if (factory.signals().contains(signal)) {
        flows.add(signal.key());
      }
    }
    return flows;
  }
}
